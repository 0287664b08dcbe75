"""What must not be said, shown or obeyed: wording rules, injection, links, personal data, waves of hostility."""
