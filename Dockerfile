# One image for web, worker, beat and migrations; docker-compose.yml names which.
FROM python:3.13-slim AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1

# What changes least comes first: packages, then front-end files.
COPY requirements requirements
RUN python -m venv .tools/python \
 && .tools/python/bin/pip install --require-hashes -r requirements/tools.txt -r requirements/assets.txt \
 && python -m venv --without-pip .venv \
 && .tools/python/bin/uv pip install --no-cache --compile-bytecode --require-hashes \
      --python .venv/bin/python -r requirements/image.txt

COPY package.json package-lock.json .npmrc ./
COPY static static
COPY ilp/embedded/frontend.py ilp/embedded/
RUN python ilp/embedded/frontend.py

COPY manage.py pyproject.toml ./
COPY ilp ilp
COPY puskesmas puskesmas
COPY posyandu posyandu
COPY pws pws
COPY templates templates
ARG VERSION
ENV ILP_DATA=/var/lib/ilp ILP_VERSION=${VERSION}
RUN .venv/bin/python ilp/embedded/catalogs.py \
 && .venv/bin/python -m ilp.embedded.processes static \
 && rm -rf node_modules .tools

FROM python:3.13-slim
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin ilp \
 && install -d -o ilp -g ilp /var/lib/ilp /var/lib/ilp/beat
COPY --from=build /app /app
COPY --from=build /var/lib/ilp/static /var/lib/ilp/static
WORKDIR /app
ARG VERSION
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ILP_DATA=/var/lib/ilp ILP_HOST=0.0.0.0 ILP_VERSION=${VERSION}
USER ilp
EXPOSE 8000
ENTRYPOINT ["python", "-m", "ilp.embedded.processes"]
CMD ["web"]
