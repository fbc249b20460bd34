"""What ICE does to its lists, done at random to real ones beside known news, to see what the bot makes of it."""
