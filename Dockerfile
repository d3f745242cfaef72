# syntax=docker/dockerfile:1.7
# Everything that policywatch runs on, from the locks with their hashes.
FROM python:3.11.13-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1
WORKDIR /app
COPY requirements-uv.lock ./
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements-uv.lock
COPY requirements.lock ./
RUN .venv/bin/uv pip install --require-hashes -r requirements.lock
COPY . .
RUN .venv/bin/uv pip install --no-deps --no-build-isolation --editable .

FROM python:3.11.13-slim-bookworm
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    POLICYWATCH_HOME=/var/lib/policywatch \
    AIRFLOW_HOME=/var/lib/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/app/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/app/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False
# Extras of reading: OCR (wanted by POLICYWATCH_OCR) and old formats. Build with EXTRAS="" without.
ARG EXTRAS="tesseract-ocr tesseract-ocr-chi-sim libreoffice-writer libreoffice-calc libreoffice-impress"
RUN if [ -n "$EXTRAS" ]; then apt-get update \
    && apt-get install -y --no-install-recommends $EXTRAS \
    && rm -rf /var/lib/apt/lists/*; fi
RUN groupadd --gid 10001 policywatch \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/policywatch policywatch \
    && install -d -o policywatch -g policywatch -m 0750 /var/lib/policywatch /var/lib/airflow
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
ENTRYPOINT []
CMD ["policywatch", "--help"]
