import { listFieldConflicts, listHouseholds, listParts } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Link, useSearchParams } from 'react-router'
import styles from '../field.module.css'
import { useKeptRead } from '../queue/use-kept-read.ts'
import { ConflictCards } from './conflict-cards.tsx'
import { gridTexts } from './grid.texts.ts'
import { HouseholdList } from './household-list.tsx'
import { PartList } from './part-list.tsx'
import { PatrolView } from './patrol-view.tsx'

const names = ['visits', 'parts', 'patrol'] as const
const KEPT = 500

/**
 * 网格: visits, census of parts, patrols. What the lists show is read as soon as the page opens, whichever of them is on
 * top, and kept on the phone: in a tunnel all of them work.
 */
export function GridPage() {
  const texts = useTexts(gridTexts)
  const [parameters] = useSearchParams()
  const tab = names.find((name) => name === parameters.get('tab')) ?? 'visits'
  const households = useKeptRead(listHouseholds, { query: { limit: KEPT } }, { staleMs: 60_000 })
  const parts = useKeptRead(listParts, { query: { limit: KEPT } }, { staleMs: 300_000 })
  const conflicts = useKeptRead(listFieldConflicts, { query: { open: true, limit: 50 } })
  return (
    <>
      <nav className={styles.switch} aria-label={texts.tab}>
        {names.map((name) => (
          <Link
            key={name}
            to={`/field/grid?tab=${name}`}
            aria-current={tab === name ? 'page' : undefined}
            replace
          >
            {texts.tabs[name]}
          </Link>
        ))}
      </nav>
      {tab === 'visits' ? (
        <>
          <ConflictCards conflicts={conflicts.data?.items ?? []} />
          <HouseholdList read={households} />
        </>
      ) : null}
      {tab === 'parts' ? <PartList read={parts} /> : null}
      {tab === 'patrol' ? <PatrolView /> : null}
    </>
  )
}
