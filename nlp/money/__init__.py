"""Amounts of money: ``find_money`` of ``nlp.money.finding`` is the entrance."""
