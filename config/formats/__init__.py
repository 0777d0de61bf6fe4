"""How dates look in each language, where Django's own habit is long-winded or foreign to people who read many of them."""
