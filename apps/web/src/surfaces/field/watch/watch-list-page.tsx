import { listCases } from '@civitas/sdk'
import { EmptyState, formatNumber, LevelTag, Loading, usePick, useTexts } from '@civitas/ui'
import { useMemo } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { CaseClock } from '../../../capabilities/cases/case-lamp.tsx'
import { onceASecond } from '../../../lib/once-a-second.ts'
import styles from '../field.module.css'
import { watchTexts } from './watch.texts.ts'

const kinds = ['red', 'amber', 'supervised', 'all'] as const

/** What a leader looks at on the way: cases over their time, near it, or under supervision. */
export function WatchListPage() {
  const texts = useTexts(watchTexts)
  const pick = usePick()
  const [parameters] = useSearchParams()
  const kind = kinds.find((one) => one === parameters.get('which')) ?? 'red'
  const which = kind === 'supervised' ? { supervised: true } : kind === 'all' ? {} : { lamp: kind }
  const read = useRead(listCases, { query: { state: 'open', limit: 50, ...which } }, { keepPrevious: true })
  const plan = useMemo(() => onceASecond(() => refresh(listCases)), [])
  useLive(['cases'], plan)
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <>
      <h2 className="only-read">{texts.watch}</h2>
      <nav className={styles.switch} aria-label={texts.which}>
        {kinds.map((one) => (
          <Link
            key={one}
            replace
            to={`/field/watch?which=${one}`}
            aria-current={one === kind ? 'page' : undefined}
          >
            {texts.lamps[one]}
          </Link>
        ))}
      </nav>
      {read.data.items.length === 0 ? (
        <EmptyState title={texts.none} why={texts.noneWhy} />
      ) : (
        <p className={styles.kept}>{texts.count(formatNumber(read.data.total))}</p>
      )}
      <ul className={styles.cards}>
        {read.data.items.map((each) => (
          <li key={each.id}>
            <Link
              to={`/field/watch/${each.id}`}
              className={`${styles.card} ${each.lamp === 'green' ? '' : (styles[each.lamp] ?? '')}`}
            >
              <div className={styles.cardTop}>
                <b>{each.title}</b>
                <LevelTag level={each.level} />
              </div>
              <div className={styles.cardFoot}>
                <CaseClock lamp={each.lamp} dueTime={each.dueTime} />
                <span>{each.organisationName ?? pick(each.stageTitle)}</span>
                <span>{each.divisionName}</span>
                {each.urges > 0 ? <span>{texts.urged(formatNumber(each.urges))}</span> : null}
              </div>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
