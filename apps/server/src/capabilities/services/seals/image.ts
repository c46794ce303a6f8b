/** A round seal as SVG: star in the middle, the owner’s name around it, the seal’s own name below. */
export function sealImage(organisation: string, name: string): string {
  const letters = [...organisation]
  const span = Math.min(270, letters.length * 22)
  const around = letters.map((letter, i) => {
    const angle = letters.length === 1 ? 0 : -span / 2 + (span * i) / (letters.length - 1)
    return `<text transform="rotate(${angle.toFixed(1)} 100 100)" x="100" y="34" text-anchor="middle">${escapeText(letter)}</text>`
  })
  const below = `<text x="100" y="150" text-anchor="middle" font-size="16">${escapeText(name)}</text>`
  const head =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" fill="#d0021b" font-family="serif" font-size="20">'
  const ring = '<circle cx="100" cy="100" r="94" fill="none" stroke="#d0021b" stroke-width="6"/>'
  return `${head}${ring}<path d="${starPath(100, 100, 26)}"/>${around.join('')}${below}</svg>`
}

/** The path of a five-pointed star. */
export function starPath(x: number, y: number, radius: number): string {
  const points = Array.from({ length: 10 }, (_, i) => {
    const angle = (Math.PI / 5) * i - Math.PI / 2
    const reach = i % 2 === 0 ? radius : radius * 0.382
    return `${(x + reach * Math.cos(angle)).toFixed(2)} ${(y + reach * Math.sin(angle)).toFixed(2)}`
  })
  return `M${points.join('L')}Z`
}

function escapeText(text: string): string {
  return text.replace(/[<>&"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
