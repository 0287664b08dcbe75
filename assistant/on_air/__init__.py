"""What the assistant does with words while they are said: replies wait, questions are answered on air, the page shows who speaks."""
