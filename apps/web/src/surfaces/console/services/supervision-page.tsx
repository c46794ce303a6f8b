import {
  explainCard,
  getServiceStatistics,
  judgeCard,
  listSupervisionCards,
  listSupervisionOrders,
  orderAfterCard,
  recomputeSupervision,
  type SupervisionCard,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Modal, Space } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Page, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { deskTexts } from './services.texts.ts'

const none = [] as const
type Act = { card: SupervisionCard; kind: 'explain' | 'founded' | 'unfounded' | 'order' | 'again' }

/** 电子监察: cards from node logs, explained by the office, judged by supervision. */
export function ServiceSupervisionPage() {
  const texts = useTexts(deskTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [act, setAct] = useState<Act | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listSupervisionCards,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <Page title={texts.supervision}>
      {may('services.supervise') ? <Figures /> : null}
      <FilterBar query={query} placeholder={texts.search} searchBox={box} />
      <ListTable<SupervisionCard>
        label={texts.supervision}
        read={read}
        query={query}
        rowKey={(row) => row.id}
        to={(row) => `/console/service-applications/${row.applicationId}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.columns.level,
            render: (_, row) => (
              <StateTag tone={row.level === 'red' ? 'bad' : row.level === 'yellow' ? 'loud' : undefined}>
                {texts.levels[row.level]}
              </StateTag>
            ),
          },
          {
            title: texts.columns.number,
            render: (_, row) => (
              <RowLink to={`/console/service-applications/${row.applicationId}`}>{row.number}</RowLink>
            ),
          },
          { title: texts.columns.item, dataIndex: 'itemTitle' },
          { title: texts.columns.office, dataIndex: 'organisationName' },
          { title: texts.columns.says, render: (_, row) => `${row.title}：${row.says}` },
          { title: texts.columns.time, render: (_, row) => formatTime(row.time) },
          { title: texts.state, render: (_, row) => texts.cardStates[row.state] },
          { title: '', render: (_, row) => <CardActs card={row} onAct={setAct} /> },
        ]}
      />
      {act?.kind === 'order' ? <OrderDialog card={act.card} onClose={() => setAct(null)} /> : null}
      {act?.kind === 'again' ? <AgainDialog card={act.card} onClose={() => setAct(null)} /> : null}
      {act && act.kind !== 'order' && act.kind !== 'again' ? (
        <CardDialog card={act.card} kind={act.kind} onClose={() => setAct(null)} />
      ) : null}
    </Page>
  )
}

/** Computes the findings of an application anew from its node log. */
function AgainDialog({ card, onClose }: { card: SupervisionCard; onClose: () => void }) {
  const texts = useTexts(deskTexts)
  const run = useMutation({
    mutationFn: () => client.call(recomputeSupervision, { params: { id: card.applicationId } }),
  })
  return (
    <Modal
      open
      title={texts.again}
      okText={texts.again}
      okButtonProps={{ loading: run.isPending }}
      onOk={() => run.mutate()}
      onCancel={onClose}
    >
      <p>{texts.againWhy}</p>
      <ProblemNote error={run.error} />
      {run.data ? (
        <Alert
          role="status"
          type={run.data.isSame ? 'success' : 'warning'}
          title={run.data.isSame ? texts.same : texts.notSame}
          description={run.data.found.map((one) => one.says).join('；')}
        />
      ) : null}
    </Modal>
  )
}

function CardActs({ card, onAct }: { card: SupervisionCard; onAct: (act: Act) => void }) {
  const texts = useTexts(deskTexts)
  const may = useMay()
  if (may('services.supervise') && card.state !== 'founded' && card.state !== 'unfounded')
    return (
      <Space>
        <Button size="small" onClick={() => onAct({ card, kind: 'founded' })}>
          {texts.founded}
        </Button>
        <Button size="small" onClick={() => onAct({ card, kind: 'unfounded' })}>
          {texts.unfounded}
        </Button>
        <Button size="small" onClick={() => onAct({ card, kind: 'order' })}>
          {texts.order}
        </Button>
        <Button size="small" onClick={() => onAct({ card, kind: 'again' })}>
          {texts.again}
        </Button>
      </Space>
    )
  if (may('services.supervise') && card.state === 'founded')
    return (
      <Button size="small" onClick={() => onAct({ card, kind: 'order' })}>
        {texts.order}
      </Button>
    )
  if (!may('services.examine') || card.state !== 'open') return null
  return (
    <Button size="small" onClick={() => onAct({ card, kind: 'explain' })}>
      {texts.explain}
    </Button>
  )
}

interface Ordered {
  kind: 'refund' | 'urge' | 'rectify'
  text: string
  days: number
}

/** 督查函 after a card: what the office has to do, and by when. */
function OrderDialog({ card, onClose }: { card: SupervisionCard; onClose: () => void }) {
  const texts = useTexts(deskTexts)
  return (
    <FormDialog<Ordered>
      title={texts.order}
      why={`${card.title}：${card.says}`}
      first={{ kind: 'rectify', days: 5 }}
      fields={[
        {
          kind: 'choice',
          name: 'kind',
          label: texts.orderKind,
          required: true,
          options: toChoices(texts.orderKinds),
        },
        {
          kind: 'number',
          name: 'days',
          label: texts.orderDays,
          required: true,
          min: 1,
          max: 60,
          precision: 0,
        },
        { kind: 'area', name: 'text', label: texts.orderText, required: true, maxLength: 1000 },
      ]}
      act={async (body) => {
        await client.call(orderAfterCard, { params: { id: card.id }, body })
        refresh(listSupervisionCards, listSupervisionOrders)
      }}
      onClose={onClose}
    />
  )
}

interface CardDialogProps {
  card: SupervisionCard
  kind: 'explain' | 'founded' | 'unfounded'
  onClose: () => void
}

function CardDialog({ card, kind, onClose }: CardDialogProps) {
  const texts = useTexts(deskTexts)
  const params = { id: card.id }
  return (
    <ActDialog
      title={texts[kind]}
      why={card.says}
      comment="required"
      act={async (words) => {
        if (kind === 'explain') await client.call(explainCard, { params, body: { text: words } })
        else await client.call(judgeCard, { params, body: { founded: kind === 'founded', note: words } })
        refresh(listSupervisionCards)
      }}
      onClose={onClose}
    />
  )
}

const percent = (share: number | null) => (share === null ? '—' : `${formatNumber(share * 100, 1)} %`)

function Figures() {
  const texts = useTexts(deskTexts)
  const read = useRead(getServiceStatistics, { query: {} }, { everyMs: 60_000 })
  const figures = read.data
  if (!figures) return null
  return (
    <Section title={texts.total}>
      <Facts
        facts={[
          { label: texts.total, value: formatNumber(figures.applications) },
          { label: texts.online, value: percent(figures.online) },
          { label: texts.onTime, value: percent(figures.onTimeRate) },
          {
            label: texts.median,
            value: figures.medianDays === null ? '—' : formatNumber(figures.medianDays, 1),
          },
          { label: texts.speedUp, value: percent(figures.speedUp) },
          { label: texts.saved, value: formatNumber(figures.materialsSaved) },
        ]}
      />
    </Section>
  )
}
