/** A quiet plan of ring roads, radials and a river behind the sign-in. */
export function CityLines({ className }: { className?: string }) {
  const radials = Array.from({ length: 12 }, (_, index) => {
    const angle = (index * Math.PI) / 6 + 0.16
    const [x, y] = [Math.cos(angle), Math.sin(angle)]
    return `M${(500 + x * 90).toFixed(1)} ${(500 + y * 90).toFixed(1)}L${(500 + x * 520).toFixed(1)} ${(500 + y * 520).toFixed(1)}`
  }).join('')
  return (
    <svg className={className} viewBox="0 0 1000 1000" fill="none" stroke="currentColor" aria-hidden="true">
      {[90, 170, 265, 375, 500].map((radius, index) => (
        <ellipse
          key={radius}
          cx="500"
          cy="500"
          rx={radius}
          ry={radius * 0.86}
          strokeWidth={index % 2 ? 1.2 : 2}
          transform="rotate(-14 500 500)"
        />
      ))}
      <path d={radials} strokeWidth="1.2" />
      <path
        d="M-500 800C-200 800 150 610 430 700S640 470 760 440s180-90 300-250"
        strokeWidth="22"
        strokeLinecap="round"
        opacity="0.55"
      />
    </svg>
  )
}
