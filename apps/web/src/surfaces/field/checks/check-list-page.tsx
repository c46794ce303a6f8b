import { listCases } from '@civitas/sdk'
import { EmptyState, formatTime, LevelTag, Loading, usePick, useTexts } from '@civitas/ui'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh } from '../../../app/query.ts'
import { CaseClock } from '../../../capabilities/cases/case-lamp.tsx'
import { onceASecond } from '../../../lib/once-a-second.ts'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import { useKeptRead } from '../queue/use-kept-read.ts'

/** Cases that wait for somebody who did not handle them. */
export function CheckListPage() {
  const texts = useTexts(fieldTexts)
  const pick = usePick()
  const read = useKeptRead(listCases, { query: { state: 'checking', limit: 100 } })
  const plan = useMemo(() => onceASecond(() => refresh(listCases)), [])
  useLive(['cases'], plan)
  if (read.error) return <ProblemView error={read.error} onRetry={read.refetch} />
  if (!read.data) return <Loading />
  return (
    <>
      <h2 className="only-read">{texts.checks}</h2>
      {read.keptTime ? <p className={styles.kept}>{texts.keptAt(formatTime(read.keptTime))}</p> : null}
      {read.data.items.length === 0 ? <EmptyState title={texts.noChecks} why={texts.noChecksWhy} /> : null}
      <ul className={styles.cards}>
        {read.data.items.map((each) => (
          <li key={each.id}>
            <Link
              to={`/field/checks/${each.id}`}
              className={`${styles.card} ${each.lamp === 'green' ? '' : (styles[each.lamp] ?? '')}`}
            >
              <div className={styles.cardTop}>
                <b>{each.title}</b>
                <LevelTag level={each.level} />
              </div>
              <div className={styles.cardFoot}>
                <CaseClock lamp={each.lamp} dueTime={each.dueTime} />
                <span>{pick(each.typeTitle)}</span>
                <span>{each.divisionName}</span>
              </div>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
