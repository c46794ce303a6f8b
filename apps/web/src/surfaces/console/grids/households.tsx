import {
  changeHousehold,
  type FieldConflict,
  type Household,
  listFieldConflicts,
  listHouseholds,
  listVisits,
  resolveFieldConflict,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Line, Lines, Quiet, Section, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { householdTexts } from './households.texts.ts'

const names = ['verify', 'division'] as const

/** Households as the office keeps them, what visits found, and the conflicts between both. */
export function Households() {
  const texts = useTexts(householdTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [changed, setChanged] = useState<Household | null>(null)
  const { verify, division } = query.filters
  const read = useRead(
    listHouseholds,
    {
      query: {
        ...{ limit: query.limit, offset: query.offset, search: query.search || undefined },
        ...{ division, toVerify: verify === 'due' ? true : undefined },
      },
    },
    { keepPrevious: true },
  )
  return (
    <>
      <Conflicts />
      <FilterBar
        query={query}
        placeholder={texts.search}
        searchBox={box}
        division
        filters={[{ name: 'verify', label: texts.state, options: [{ value: 'due', label: texts.toVerify }] }]}
      />
      <ListTable<Household>
        label={texts.title}
        read={read}
        query={query}
        columns={[
          { title: texts.place, key: 'place', render: (_, one) => `${one.building}${one.room}` },
          { title: texts.fields.head, key: 'head', render: (_, one) => one.head || '—' },
          { title: texts.fields.phone, key: 'phone', render: (_, one) => one.phone || '—' },
          {
            ...{ title: texts.fields.people, key: 'people', align: 'right' as const },
            render: (_, one) => formatNumber(one.people),
          },
          { title: texts.tags, key: 'tags', render: (_, one) => one.tags.join('、') || '—' },
          {
            ...{ title: texts.lastVisit, key: 'visit' },
            render: (_, one) => (
              <>
                {one.lastVisitTime ? formatTime(one.lastVisitTime) : texts.never}{' '}
                {one.toVerify ? <StateTag tone="bad">{texts.toVerify}</StateTag> : null}
              </>
            ),
          },
          {
            ...{ title: texts.acts, key: 'acts' },
            render: (_, one) => (
              <Button size="small" onClick={() => setChanged(one)}>
                {texts.change}
              </Button>
            ),
          },
        ]}
        rowKey={(one) => one.id}
        onOpen={setChanged}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {changed ? <ChangeDialog household={changed} onClose={() => setChanged(null)} /> : null}
    </>
  )
}

interface FactValues {
  head?: string
  phone?: string
  people?: number
  tenure?: string
}

/** What the office knows of a household; a visit that found something else is put beside it, not over it. */
function ChangeDialog({ household, onClose }: { household: Household; onClose: () => void }) {
  const texts = useTexts(householdTexts)
  const { head, phone, people, tenure, id, version } = household
  const visits = useRead(listVisits, { query: { householdId: id, limit: 10 } })
  return (
    <FormDialog<FactValues>
      title={texts.change}
      why={`${household.building}${household.room}`}
      first={{ head, phone, people: people ?? undefined, tenure }}
      fields={[
        { kind: 'text', name: 'head', label: texts.fields.head, maxLength: 60 },
        { kind: 'text', name: 'phone', label: texts.fields.phone, maxLength: 30 },
        { kind: 'number', name: 'people', label: texts.fields.people, min: 0, max: 100, precision: 0 },
        { kind: 'text', name: 'tenure', label: texts.fields.tenure, maxLength: 30 },
      ]}
      act={async (facts) => {
        const known = { head, phone, people, tenure } as Record<string, unknown>
        const different = Object.entries(facts).filter(
          ([key, value]) => value !== undefined && value !== null && value !== known[key],
        )
        await client.call(changeHousehold, {
          params: { id },
          body: { version, facts: Object.fromEntries(different) },
        })
        refresh(listHouseholds)
      }}
      onClose={onClose}
    >
      <h3>{texts.visits}</h3>
      {visits.data?.items.length === 0 ? <Quiet>{texts.never}</Quiet> : null}
      <Lines>
        {visits.data?.items.map((one) => (
          <Line
            key={one.id}
            title={one.text}
            note={`${one.userName} · ${formatTime(one.visitTime)}${one.tags.length > 0 ? ` · ${one.tags.join('、')}` : ''}`}
          />
        ))}
      </Lines>
    </FormDialog>
  )
}

/** What the field and the office say differently, side by side, until a person decides. */
function Conflicts() {
  const texts = useTexts(householdTexts)
  const [problem, setProblem] = useState<Error | null>(null)
  const read = useRead(listFieldConflicts, { query: { open: true, limit: 20 } }, { everyMs: 30_000 })
  if (!read.data || read.data.items.length === 0) return null
  const decide = (id: string, take: 'office' | 'field') => {
    setProblem(null)
    client
      .call(resolveFieldConflict, { params: { id }, body: { take } })
      .then(() => refresh(listFieldConflicts, listHouseholds))
      .catch(setProblem)
  }
  return (
    <Section title={texts.conflicts} extra={formatNumber(read.data.total)}>
      <Quiet>{texts.conflictWhy}</Quiet>
      <ProblemNote error={problem} />
      {read.data.items.map((one) => (
        <ConflictLine key={one.id} one={one} onDecide={(take) => decide(one.id, take)} />
      ))}
    </Section>
  )
}

function ConflictLine({
  one,
  onDecide,
}: {
  one: FieldConflict
  onDecide: (take: 'office' | 'field') => void
}) {
  const texts = useTexts(householdTexts)
  return (
    <article aria-label={one.householdName}>
      <h4>{`${one.householdName} · ${texts.fields[one.field]}`}</h4>
      <Facts
        facts={[
          { label: texts.office(one.officeBy ?? '—'), value: String(one.office ?? '—') },
          { label: texts.field(one.foundBy), value: String(one.found ?? '—') },
          { label: texts.before, value: String(one.base ?? '—') },
        ]}
      />
      <Button size="small" onClick={() => onDecide('office')}>
        {texts.takeOffice}
      </Button>{' '}
      <Button size="small" onClick={() => onDecide('field')}>
        {texts.takeField}
      </Button>
    </article>
  )
}
