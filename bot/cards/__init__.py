"""What is shown, in both languages: facts and buttons, free of any channel's markup."""
