import styles from './level-tag.module.css'
import { useTexts } from './locale.tsx'
import { uiTexts } from './texts.ts'
import type { Level } from './tokens.ts'

/** One shape for each level, so that colour is never alone: disc, triangle, diamond, square. */
export const levelShapes: Record<Level, string> = {
  blue: 'M6 1a5 5 0 1 1 0 10a5 5 0 1 1 0-10z',
  yellow: 'M6 .8L11.6 11H.4z',
  orange: 'M6 .2L11.8 6L6 11.8L.2 6z',
  red: 'M1 1h10v10H1z',
}

/** A warning level: shape, colour and word. Without a level it reads “normal”. */
export function LevelTag({ level, long }: { level: Level | null; long?: boolean }) {
  const texts = useTexts(uiTexts)
  if (!level) return <span className={`${styles.tag} ${styles.none}`}>{texts.noLevel}</span>
  return (
    <span className={`${styles.tag} ${styles[level]}`}>
      <LevelShape level={level} />
      {long ? texts.levelLong[level] : texts.level[level]}
    </span>
  )
}

/** The shape alone, in the colour of the text around it. */
export function LevelShape({ level }: { level: Level }) {
  return (
    <svg viewBox="0 0 12 12" fill="currentColor" className={styles.mark} aria-hidden="true">
      <path d={levelShapes[level]} />
    </svg>
  )
}
