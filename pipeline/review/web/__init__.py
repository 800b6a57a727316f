"""The desk in a browser: pages made on the server, plain forms, one style sheet and one script.

Nothing is fetched from elsewhere. FastAPI, uvicorn and argon2 come with `depesche[review]`.
"""
