"""What we do about it: compliments, questions that want an answer, actions with an owner."""
