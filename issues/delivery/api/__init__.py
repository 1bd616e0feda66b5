"""The API of what was published: series, issues and articles, from editions only."""
