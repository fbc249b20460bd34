#!/bin/sh
# watch287g's verbs where systemd runs it: with the service's config, state, secrets and user, so that no file of the
# state ends up belonging to root. To be copied to /usr/local/sbin/watch287g, for root.
set -eu
program=/opt/watch287g/bin/watch287g
state=/var/lib/watch287g
WATCH287G_CONFIG=/etc/watch287g/config.toml
export WATCH287G_CONFIG

case "${1:-}" in
    init | subscriptions | state) # these touch files that the service may not
        status=0
        STATE_DIRECTORY=$state "$program" "$@" || status=$?
        [ ! -d "$state/" ] || chown -R --reference="$state/" "$state/"
        exit "$status"
        ;;
esac

set -- "$program" "$@"
for file in /etc/watch287g/secrets/*; do
    [ ! -f "$file" ] || set -- --property="LoadCredential=${file##*/}:$file" "$@"
done
exec systemd-run --quiet --collect --wait --pipe --service-type=exec --setenv=WATCH287G_CONFIG \
    --property=DynamicUser=yes --property=User=watch287g --property=StateDirectory=watch287g \
    --property=StateDirectoryMode=0700 --property=UMask=0077 "$@"
