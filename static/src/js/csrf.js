// After logging in again in another tab the token in an open form is old; the cookie has today's.
export function token() {
  const found = document.cookie.match(/(?:^|; )ilp_csrf=([^;]+)/);
  return found ? decodeURIComponent(found[1]) : "";
}
