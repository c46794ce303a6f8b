/** A small line without axes, for the shape of a figure’s past. Gaps stay gaps. */
export function Sparkline({ values, label }: { values: (number | null)[]; label: string }) {
  const known = values.filter((value): value is number => value !== null)
  if (known.length < 2) return null
  const low = Math.min(...known)
  const span = Math.max(...known) - low || 1
  const step = 100 / (values.length - 1)
  let path = ''
  values.forEach((value, index) => {
    if (value === null) return
    const begins = values[index - 1] === null || values[index - 1] === undefined
    path += `${begins ? 'M' : 'L'}${(index * step).toFixed(2)} ${(22 - ((value - low) / span) * 20).toFixed(2)}`
  })
  return (
    <svg
      viewBox="0 0 100 24"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      style={{ width: '100%', height: '1.5rem', display: 'block' }}
    >
      <path d={path} fill="none" stroke="var(--accent)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
