"""The whole public site as plain files, for any web server or a memory stick.

Pages are asked for like any visitor would (`site`), their links made relative and their forms
replaced by words (`pages`), and everything is put into a folder that is exchanged at once
(`folder`). A list of all pages with a small script stands for the search (`search`).
"""
