# Denga, all modules; `--modules` chooses. Not root, nothing to build with inside. Unproven where there is no Docker engine: see docs/operations.md.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY Directory.Build.props Directory.Packages.props BannedSymbols.txt global.json .editorconfig ./
COPY src src
# For this processor only: Kafka's client comes for every system there is, 105 MB of it.
RUN dotnet publish src/Denga.Host -c Release --use-current-runtime --self-contained false -o /denga --nologo

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# What draws pictures and PDFs, with letters of nearly every script. PostgreSQL is elsewhere.
RUN apt-get update \
    && apt-get install -y --no-install-recommends librsvg2-bin weasyprint fonts-dejavu-core fonts-noto-core fonts-wqy-microhei fonts-symbola curl \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o $APP_UID -g $APP_UID -m 700 /var/lib/denga
COPY --from=build /denga /opt/denga
WORKDIR /var/lib/denga
USER $APP_UID
ENV DENGA__Http__Address=http://0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s CMD ["curl", "-fsS", "http://127.0.0.1:8080/health/live"]
ENTRYPOINT ["dotnet", "/opt/denga/Denga.Host.dll"]
CMD ["serve"]
