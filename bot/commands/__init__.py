"""What staff can do in a chat. A slash command and a button end in the same function, one module for each family."""
