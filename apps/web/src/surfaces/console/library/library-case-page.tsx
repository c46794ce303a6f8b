import { getLibraryCase, type LibraryCase, listLibraryCases } from '@civitas/sdk'
import { formatTime, LevelTag, Loading, usePick, useTexts } from '@civitas/ui'
import { Link, useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Columns, Facts, Line, Lines, Page, Quiet, Section } from '../parts/page.tsx'
import styles from './library.module.css'
import { libraryTexts } from './library.texts.ts'

/** One past incident: what happened, what was learned, and others of its kind. */
export function LibraryCasePage() {
  const { id = '' } = useParams()
  const texts = useTexts(libraryTexts)
  const pick = usePick()
  const read = useRead(getLibraryCase, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const one = read.data
  return (
    <Page
      backTo="/console/case-library"
      title={
        <>
          {one.title} {one.level ? <LevelTag level={one.level} long /> : null}
        </>
      }
      under={`${pick(one.kindTitle)} · ${one.place} · ${formatTime(one.happenedTime)}`}
    >
      <Columns
        main={
          <>
            <Section title={texts.lessons}>
              <p className={styles.words}>{one.lessons}</p>
            </Section>
            <Section title={texts.summary}>
              <p className={styles.words}>{one.summary}</p>
            </Section>
          </>
        }
        side={
          <>
            <About one={one} />
            <SimilarCases kind={one.kind} but={one.id} />
          </>
        }
      />
    </Page>
  )
}

function About({ one }: { one: LibraryCase }) {
  const texts = useTexts(libraryTexts)
  const pick = usePick()
  return (
    <Section
      title={texts.plan}
      extra={
        one.incidentId ? (
          <Link to={`/console/incidents/${one.incidentId}/review`}>{texts.toReview}</Link>
        ) : null
      }
    >
      <Facts
        facts={[
          {
            label: texts.plan,
            value:
              one.planId && one.planTitle ? (
                <Link to={`/console/plans/${one.planId}`}>{pick(one.planTitle)}</Link>
              ) : (
                '—'
              ),
          },
          { label: texts.by, value: one.writtenBy },
        ]}
      />
    </Section>
  )
}

/** Other cases of a kind, the latest first; for a case, a plan or an incident that runs. */
export function SimilarCases({ kind, but, planId }: { kind?: string; but?: string; planId?: string }) {
  const texts = useTexts(libraryTexts)
  const read = useRead(
    listLibraryCases,
    { query: { limit: 6, ...(kind ? { kind } : {}), ...(planId ? { planId } : {}) } },
    { staleMs: 60_000 },
  )
  const items = (read.data?.items ?? []).filter((one) => one.id !== but).slice(0, 5)
  const all = new URLSearchParams({ ...(kind ? { kind } : {}), ...(planId ? { planId } : {}) })
  return (
    <Section
      title={texts.similar}
      extra={items.length > 0 ? <Link to={`/console/case-library?${all}`}>{texts.all}</Link> : null}
    >
      {read.data && items.length === 0 ? <Quiet>{texts.noSimilar}</Quiet> : null}
      <Lines>
        {items.map((one) => (
          <Line
            key={one.id}
            to={`/console/case-library/${one.id}`}
            before={one.level ? <LevelTag level={one.level} /> : undefined}
            title={one.title}
            note={formatTime(one.happenedTime).slice(0, 10)}
          />
        ))}
      </Lines>
    </Section>
  )
}
