"""What the model is told: texts in Markdown beside this file, and how they are laid out in a request."""
