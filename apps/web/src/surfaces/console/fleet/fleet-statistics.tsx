import { getFleetStatistics, type OperationOutput } from '@civitas/sdk'
import { EmptyState, formatNumber, Loading, Stat, useTexts } from '@civitas/ui'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { sensingWords } from '../../../capabilities/sensing/sensing.texts.ts'
import type { ListState } from '../list/use-list-query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { useSectorNames } from '../siting/sector-names.ts'
import styles from './fleet.module.css'
import { fleetTexts } from './fleet.texts.ts'
import { toFleetFilter } from './fleet-filter.ts'
import { useModelTitles } from './use-model-titles.ts'

type Statistics = OperationOutput<typeof getFleetStatistics>
type Group = Statistics['byState'][number]

const SHOWN = 12

/** The fleet counted by state, model, division, owner and sector; each line leads to its devices. */
export function FleetStatistics({ query }: { query: ListState }) {
  const { statistics: texts } = useTexts(fleetTexts)
  const words = useTexts(sensingWords)
  const sectors = useSectorNames()
  const models = useModelTitles()
  const read = useRead(
    getFleetStatistics,
    { query: toFleetFilter(query) },
    { everyMs: 30_000, keepPrevious: true },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { things, online } = read.data
  if (things === 0) return <EmptyState title={texts.empty} />
  const states = words.states as Record<string, string>
  const show = (change: Record<string, string | null>) => query.set({ ...change, view: null })
  return (
    <>
      <div className={styles.stats}>
        <Stat label={texts.all} value={formatNumber(things)} />
        <Stat label={texts.online} value={formatNumber(online)} />
        <Stat label={texts.rate} value={formatNumber((100 * online) / things, 1)} unit="%" />
      </div>
      <div className={styles.groups}>
        <Groups
          title={texts.byState}
          groups={read.data.byState}
          nameOf={(group) => states[group.key ?? ''] ?? group.title}
          onOpen={(key) => show({ state: key })}
        />
        <Groups
          title={texts.byModel}
          groups={read.data.byModel}
          nameOf={(group) => models.get(group.key ?? '') ?? group.title}
          onOpen={(key) => show({ type: key })}
        />
        <Groups
          title={texts.byDivision}
          groups={read.data.byDivision}
          onOpen={(key) => show({ division: key })}
        />
        <Groups title={texts.byOwner} groups={read.data.byOwner} onOpen={(key) => show({ owner: key })} />
        <Groups
          title={texts.bySector}
          groups={read.data.bySector}
          nameOf={(group) => sectors.get(group.key ?? '') ?? group.title}
          onOpen={(key) => show({ sector: key })}
        />
      </div>
      <p className={styles.source}>{texts.source}</p>
    </>
  )
}

interface GroupsProps {
  title: string
  groups: Group[]
  nameOf?: (group: Group) => string
  onOpen: (key: string) => void
}

/** Bars from zero: the whole is the devices, the filled part those online. */
function Groups({ title, groups, nameOf, onOpen }: GroupsProps) {
  const all = useTexts(fleetTexts)
  const { statistics: texts } = all
  const highest = Math.max(1, ...groups.map((group) => group.things))
  const name = (group: Group) => (group.key === null ? all.noOwner : (nameOf?.(group) ?? group.title))
  return (
    <Section title={title}>
      <div className={styles.bars}>
        {groups.slice(0, SHOWN).map((group) => (
          <button
            key={group.key ?? ''}
            type="button"
            className={styles.bar}
            disabled={group.key === null}
            title={texts.of(formatNumber(group.online), formatNumber(group.things))}
            onClick={() => group.key && onOpen(group.key)}
          >
            <span className={styles.barName}>{name(group)}</span>
            <span className={styles.track} aria-hidden="true">
              <i style={{ width: `${(100 * group.things) / highest}%` }} className={styles.whole}>
                <i style={{ width: `${(100 * group.online) / group.things}%` }} className={styles.part} />
              </i>
            </span>
            <span className="number">{formatNumber(group.things)}</span>
            <small>{texts.of(formatNumber(group.online), formatNumber(group.things))}</small>
          </button>
        ))}
      </div>
      {groups.length > SHOWN ? <Quiet>{texts.shown(formatNumber(groups.length - SHOWN))}</Quiet> : null}
    </Section>
  )
}
