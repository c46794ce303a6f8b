import { getPlatformInfo } from '@civitas/sdk'
import { ThemeRoot, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { AccountMenu } from './account-menu.tsx'
import { appTexts } from './app.texts.ts'
import { useRead } from './query.ts'
import { RequireSession } from './require-session.tsx'
import { useSession } from './session.ts'
import styles from './start-page.module.css'

/** One line drawing for each surface, 24 × 24. */
const surfaceIcons = {
  screen: 'M2 4h20v13H2zM8 21h8M12 17v4M6 13l3-4 3 2 5-4',
  map: 'M3 6l6-3 6 3 6-3v15l-6 3-6-3-6 3zM9 3v15M15 6v15',
  console: 'M3 4h18v16H3zM3 9h18M8 9v11M11 13h7M11 16h5',
  field: 'M7 2h10v20H7zM11 19h2M9.5 10l2 2 3.5-4',
  portal: 'M3 11l9-8 9 8M5 10v11h14V10M9.5 21v-6h5v6',
} as const

const surfaceNames = Object.keys(surfaceIcons) as (keyof typeof surfaceIcons)[]

/** Where one lands: the surfaces to choose from. */
export function StartPage() {
  return (
    <RequireSession>
      <ThemeRoot theme="light">
        <Surfaces />
      </ThemeRoot>
    </RequireSession>
  )
}

function Surfaces() {
  const texts = useTexts(appTexts)
  const session = useSession()
  const info = useRead(getPlatformInfo, {}, { staleMs: 300_000 })
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.brand}>
          <img src="/civitas.svg" alt="" />
          {info.data?.city?.name ?? texts.productLong}
          {info.data?.city?.demo ? <span className={styles.badge}>{texts.demoBadge}</span> : null}
        </div>
        <AccountMenu />
      </header>
      <main>
        <h1 className={styles.title}>{texts.welcome(session?.user.name ?? '')}</h1>
        <p className={styles.lead}>{texts.choose}</p>
        <nav>
          <ul className={styles.surfaces}>
            {surfaceNames.map((name) => (
              <li key={name}>
                <Link to={`/${name}`} className={styles.surface}>
                  <svg
                    viewBox="0 0 24 24"
                    fill="none"
                    stroke="currentColor"
                    strokeWidth="1.5"
                    aria-hidden="true"
                  >
                    <path d={surfaceIcons[name]} strokeLinejoin="round" strokeLinecap="round" />
                  </svg>
                  <b>{texts.surfaces[name].name}</b>
                  <span>{texts.surfaces[name].what}</span>
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </main>
    </div>
  )
}
