"""The pages of the staff app, each module with its table ``PAGES``; none of them decides policy."""
