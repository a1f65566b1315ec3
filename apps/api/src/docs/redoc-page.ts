/** The page of Redoc over `/swagger.json`. */
export const redocPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Besage: REST</title>
<style>body { margin: 0; }</style>
<redoc spec-url="/swagger.json" disable-search="true"></redoc>
<script src="/redoc/redoc.standalone.js"></script>
</html>
`;
