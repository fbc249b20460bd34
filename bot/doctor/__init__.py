"""`watch287g doctor`: checks of all that the bot needs, a family of them in each module."""
