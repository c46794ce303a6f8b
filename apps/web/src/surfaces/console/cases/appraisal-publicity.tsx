import {
  type AppraisalPublication,
  type FundTable,
  listAppraisals,
  listFunds,
  listPublications,
  withdrawPublication,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Modal, Space, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { publicityTexts } from './publicity.texts.ts'
import { FundsDialog, PublishDialog } from './publicity-dialogs.tsx'

const pageSize = 10
type Act = { kind: 'funds' } | { kind: 'publish' } | { kind: 'withdraw' | 'look'; one: AppraisalPublication }

/** What frozen results are worth, and to whom they were published. */
export function Publicity({ ruleId, period }: { ruleId: string; period: string }) {
  const texts = useTexts(publicityTexts)
  const may = useMay()
  const [act, setAct] = useState<Act | null>(null)
  const latest = useRead(listAppraisals, { query: { ruleId, period, limit: 1 } }).data?.items[0]
  const frozen = latest?.frozenTime ? latest : undefined
  const mayCompute = may('cases.appraise')
  const funds = useRead(
    listFunds,
    { params: { id: frozen?.id ?? '' } },
    { enabled: frozen !== undefined && mayCompute },
  )
  const tables = funds.data?.items ?? []
  const close = () => {
    setAct(null)
    refresh(listFunds, listPublications)
  }
  return (
    <Section
      title={texts.title}
      extra={
        <Space wrap>
          {frozen && mayCompute ? (
            <Button onClick={() => setAct({ kind: 'funds' })}>{texts.funds}</Button>
          ) : null}
          {frozen && may('cases.supervise') ? (
            <Button type="primary" onClick={() => setAct({ kind: 'publish' })}>
              {texts.publish}
            </Button>
          ) : null}
        </Space>
      }
    >
      <Quiet>{latest && !frozen ? texts.notFrozen : texts.why}</Quiet>
      {tables.map((table) => (
        <Funds key={table.id} table={table} />
      ))}
      <Publications ruleId={ruleId} onAct={setAct} />
      {act?.kind === 'funds' && frozen ? <FundsDialog appraisal={frozen} onClose={close} /> : null}
      {act?.kind === 'publish' && frozen ? (
        <PublishDialog appraisal={frozen} funds={tables} onClose={close} />
      ) : null}
      {act?.kind === 'withdraw' ? (
        <ActDialog
          title={texts.withdraw}
          comment="required"
          danger
          act={(reason) => client.call(withdrawPublication, { params: { id: act.one.id }, body: { reason } })}
          onClose={close}
        />
      ) : null}
      {act?.kind === 'look' ? <Published one={act.one} onClose={() => setAct(null)} /> : null}
    </Section>
  )
}

function Publications({ ruleId, onAct }: { ruleId: string; onAct: (act: Act) => void }) {
  const texts = useTexts(publicityTexts)
  const may = useMay()
  const [page, setPage] = useState(1)
  const query = { ruleId, limit: pageSize, offset: (page - 1) * pageSize }
  const read = useRead(listPublications, { query }, { keepPrevious: true })
  return (
    <Table<AppraisalPublication>
      size="small"
      rowKey="id"
      scroll={{ x: true }}
      loading={read.isPending}
      dataSource={read.data?.items ?? []}
      locale={{ emptyText: <Quiet>{texts.none}</Quiet> }}
      pagination={{ current: page, pageSize, total: read.data?.total ?? 0, onChange: setPage }}
      columns={[
        { title: texts.period, dataIndex: 'period' },
        { title: texts.grade, key: 'grade', render: (_, one) => texts.grades[one.grade] },
        { title: texts.note, dataIndex: 'note' },
        {
          title: texts.by,
          key: 'by',
          render: (_, one) => `${one.publishedBy} ${formatTime(one.publishedTime)}`,
        },
        {
          title: texts.state,
          key: 'state',
          render: (_, one) =>
            one.withdrawnTime ? (
              <StateTag>{texts.withdrawn(one.withdrawnReason ?? '')}</StateTag>
            ) : (
              <StateTag tone="over">{texts.open}</StateTag>
            ),
        },
        {
          key: 'acts',
          render: (_, one) => (
            <Space>
              <Button size="small" onClick={() => onAct({ kind: 'look', one })}>
                {texts.look}
              </Button>
              {!one.withdrawnTime && may('cases.supervise') ? (
                <Button size="small" danger onClick={() => onAct({ kind: 'withdraw', one })}>
                  {texts.withdraw}
                </Button>
              ) : null}
            </Space>
          ),
        },
      ]}
    />
  )
}

function Published({ one, onClose }: { one: AppraisalPublication; onClose: () => void }) {
  const texts = useTexts(publicityTexts)
  return (
    <Modal open width={720} title={`${one.ruleName} ${one.period}`} onCancel={onClose} footer={null}>
      <p>{one.note}</p>
      <Table
        size="small"
        rowKey="name"
        pagination={false}
        scroll={{ x: true }}
        dataSource={one.scores}
        columns={[
          { title: texts.place, dataIndex: 'place' },
          { title: texts.object, dataIndex: 'name' },
          ...one.indicators
            .filter(() => one.scores.some((score) => score.values !== null))
            .map((each) => ({
              ...{ title: each.title, key: each.id, align: 'right' as const },
              render: (_: unknown, score: AppraisalPublication['scores'][number]) =>
                (score.values?.[each.id] ?? 0).toFixed(2),
            })),
          { title: texts.score, key: 'score', align: 'right', render: (_, score) => score.score.toFixed(2) },
        ]}
      />
      {one.funds ? <Funds table={one.funds} /> : null}
    </Modal>
  )
}

const yuan = (fen: number) => formatNumber(fen / 100, 2)

function Funds({ table }: { table: FundTable }) {
  const texts = useTexts(publicityTexts)
  return (
    <>
      <h3 style={{ fontSize: '1rem', marginBlock: '12px 8px' }}>
        {table.title} · {texts.sum(yuan(table.sumFen))}
      </h3>
      <Table
        size="small"
        rowKey="object"
        pagination={false}
        scroll={{ x: true }}
        style={{ marginBlockEnd: 16 }}
        dataSource={table.rows}
        columns={[
          { title: texts.object, dataIndex: 'name' },
          { title: texts.score, key: 'score', align: 'right', render: (_, row) => row.score.toFixed(2) },
          { title: texts.baseYuan, key: 'base', align: 'right', render: (_, row) => yuan(row.baseFen) },
          { title: texts.percent, key: 'percent', align: 'right', render: (_, row) => `${row.percent}%` },
          { title: texts.yuan, key: 'yuan', align: 'right', render: (_, row) => yuan(row.fen) },
        ]}
      />
    </>
  )
}
