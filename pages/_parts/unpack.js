// Reads what component.py packs: header length, JSON header, then the parts.
export function unpack(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  let start = 4 + length;
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)));
  const parts = header.sizes.map((size) => bytes.subarray(start, (start += size)));
  return { header, parts };
}
