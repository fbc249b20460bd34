"""The errors that Slack's reference names for what the bot calls: the Web API as documented in November 2025.

Read from the public mirror slack-ruby/slack-api-ref (methods/*.json at its commit 860ab16dd5c9), which renews itself
from Slack's own pages. To bring it up to date, read those files again and name the commit here.
"""


def _codes(words: str) -> frozenset[str]:
    return frozenset(words.split())


EVERY_METHOD = _codes("""
    access_denied accesslimited account_inactive deprecated_endpoint ekm_access_denied
    enterprise_is_restricted fatal_error internal_error invalid_arg_name invalid_arguments invalid_array_arg
    invalid_auth invalid_charset invalid_form_data invalid_post_type is_bot method_deprecated
    missing_post_type missing_scope no_permission not_allowed_token_type not_authed org_login_required
    ratelimited request_timeout service_unavailable team_access_not_granted team_added_to_org token_expired
    token_revoked two_factor_setup_required
""")
POST_MESSAGE = _codes("""
    as_user_not_supported attachment_payload_limit_exceeded cannot_reply_to_message channel_not_found
    duplicate_channel_not_found duplicate_message_not_found ekm_access_denied invalid_blocks
    invalid_blocks_format invalid_metadata_format invalid_metadata_schema is_archived markdown_text_conflict
    message_limit_exceeded messages_tab_disabled metadata_must_be_sent_from_app metadata_too_large
    missing_file_data msg_blocks_too_long msg_too_long no_text not_in_channel rate_limited restricted_action
    restricted_action_non_threadable_channel restricted_action_read_only_channel
    restricted_action_thread_locked restricted_action_thread_only_channel slack_connect_canvas_sharing_blocked
    slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked team_not_found
    too_many_attachments too_many_contact_cards
""")
UPLOAD = _codes("""
    access_denied alt_txt_too_large channel_not_found channels_limit_exceeded file_not_found
    file_update_failed file_upload_size_restricted file_uploads_disabled invalid_blocks invalid_channel
    missing_argument not_in_channel posting_to_channel_denied snippet_too_large storage_limit_reached
    unknown_snippet_type unknown_subtype
""")
HISTORY = _codes("""
    channel_not_found not_in_channel thread_not_found
""")
WEBHOOK = _codes("""
    action_prohibited channel_is_archived channel_not_found invalid_blocks invalid_payload invalid_token
    no_active_hooks no_service no_team no_text posting_to_general_channel_denied rollup_error team_disabled
    too_many_attachments user_not_found
""")
DOCUMENTED = EVERY_METHOD | POST_MESSAGE | UPLOAD | HISTORY | WEBHOOK
