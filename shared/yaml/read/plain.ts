/** A place in data, such as steps, 2, status. */
export type Path = readonly (string | number)[]

/** True for plain objects: neither null nor a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSameRecord(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): boolean {
  for (const key of Object.keys(a)) if (!isSame(a[key], b[key])) return false
  for (const key of Object.keys(b)) {
    if (b[key] !== undefined && a[key] === undefined) return false
  }
  return true
}

/** True when two plain values say the same. The order of keys says nothing, and undefined is absent. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => isSame(item, b[i]))
  }
  return isRecord(a) && isRecord(b) && isSameRecord(a, b)
}

/** The value at a path, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)]
    else value = isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined
  }
  return value
}
