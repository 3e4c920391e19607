// UUID version 7 (RFC 9562): 48 bits of milliseconds, then chance. crypto.randomUUID needs HTTPS; this does not.
export function uuid7(now = Date.now(), chance = crypto.getRandomValues(new Uint8Array(16))) {
  const bytes = Uint8Array.from(chance);
  for (let index = 5, rest = now; index >= 0; index--) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
