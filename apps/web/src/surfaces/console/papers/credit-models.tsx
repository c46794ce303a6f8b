import {
  backTestModel,
  type CreditBackTest,
  type CreditModelVersion,
  type CreditWeight,
  decideCreditModel,
  draftCreditModel,
  listCreditModels,
  listCreditModelVersions,
  type OperationOutput,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Space, Table } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { type DialogField, FormDialog, toDay } from '../parts/form-dialog.tsx'
import { Facts, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { creditModelTexts } from './credit-models.texts.ts'

type Model = OperationOutput<typeof listCreditModels>['items'][number]

/** 评价模型: what weighs how much, tried on the past, and written anew (PLT-088, GOV-127). */
export function CreditModels() {
  const texts = useTexts(creditModelTexts)
  const may = useMay()
  const read = useRead(listCreditModels, {})
  const [opened, setOpened] = useState<string>()
  const items = read.data?.items ?? []
  const shown = items.find((one) => one.id === opened) ?? items[0]
  return (
    <>
      <ProblemNote error={read.error} />
      <Table<Model>
        size="small"
        aria-label={texts.tabs.models}
        loading={read.isPending}
        dataSource={items}
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: texts.noModels.title }}
        columns={[
          {
            title: texts.model,
            render: (_, one) => (
              <Button type="link" size="small" onClick={() => setOpened(one.id)}>
                {one.title}
              </Button>
            ),
          },
          { title: texts.subject, render: (_, one) => texts.subjects[one.subject] },
          { title: texts.version, align: 'right', dataIndex: 'version' },
          { title: texts.base, align: 'right', dataIndex: 'base' },
          { title: texts.item, align: 'right', render: (_, one) => one.weights.length },
        ]}
      />
      {shown ? <ModelDetail key={shown.id} model={shown} decides={may('services.credit-decide')} /> : null}
    </>
  )
}

function ModelDetail({ model, decides }: { model: Model; decides: boolean }) {
  const texts = useTexts(creditModelTexts)
  const [act, setAct] = useState<'try' | 'write' | null>(null)
  const [tested, setTested] = useState<CreditBackTest>()
  return (
    <Section
      title={model.title}
      extra={
        decides ? (
          <Space>
            <Button onClick={() => setAct('try')}>{texts.tryIt}</Button>
            <Button type="primary" onClick={() => setAct('write')}>
              {texts.write}
            </Button>
          </Space>
        ) : null
      }
    >
      {tested ? <BackTestResult one={tested} /> : null}
      <Table<Model['weights'][number]>
        size="small"
        aria-label={texts.weights}
        dataSource={model.weights}
        rowKey="itemId"
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: texts.item, dataIndex: 'title' },
          { title: '', render: (_, one) => <span className="code">{one.itemId}</span> },
          { title: texts.points, align: 'right', dataIndex: 'points' },
          { title: texts.most, align: 'right', dataIndex: 'most' },
          { title: texts.half, align: 'right', render: (_, one) => one.halfLifeMonths ?? '—' },
        ]}
      />
      <Table<Model['grades'][number]>
        size="small"
        aria-label={texts.grades}
        style={{ marginTop: 16 }}
        dataSource={model.grades}
        rowKey="grade"
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: texts.grade, dataIndex: 'grade' },
          { title: texts.from, align: 'right', dataIndex: 'from' },
          { title: texts.draw, align: 'right', render: (_, one) => `${one.supervision}%` },
          { title: texts.visits, align: 'right', dataIndex: 'visitsPerYear' },
        ]}
      />
      {act ? (
        <WeightDialog model={model} isTry={act === 'try'} onTested={setTested} onClose={() => setAct(null)} />
      ) : null}
    </Section>
  )
}

interface Values {
  lines: string
  asOf: dayjs.Dayjs
  months: number
  reason: string
}

/** Weights as lines of text; tried, or saved as a version to be published. */
function WeightDialog({
  model,
  isTry,
  onTested,
  onClose,
}: {
  model: Model
  isTry: boolean
  onTested: (one: CreditBackTest) => void
  onClose: () => void
}) {
  const texts = useTexts(creditModelTexts)
  const reason: DialogField = {
    ...{ kind: 'area', name: 'reason', label: texts.reason, required: true, maxLength: 500 },
  }
  return (
    <FormDialog<Values>
      title={isTry ? texts.tryIt : texts.write}
      why={isTry ? texts.tryWhy : texts.writeWhy}
      width={680}
      first={{
        lines: model.weights
          .map((one) => [one.itemId, one.points, one.most, one.halfLifeMonths ?? []].flat().join(','))
          .join('\n'),
        ...{ asOf: dayjs().subtract(6, 'month'), months: 6 },
      }}
      fields={[
        {
          ...{
            kind: 'area',
            name: 'lines',
            label: texts.weightLines,
            required: true,
            rows: 10,
            maxLength: 9000,
          },
          check: (value) => {
            const found = readWeights(String(value ?? ''))
            return typeof found === 'number' ? texts.badLine(found) : null
          },
        },
        { kind: 'day', name: 'asOf', label: texts.asOf, required: true },
        {
          kind: 'number',
          name: 'months',
          label: texts.months,
          required: true,
          min: 1,
          max: 60,
          precision: 0,
        },
        ...(isTry ? [] : [reason]),
      ]}
      act={async ({ lines, asOf, months, reason: why }) => {
        const found = readWeights(lines)
        const weights = Array.isArray(found) ? found : []
        const body = { asOf: toDay(asOf), months, weights }
        const params = { id: model.id }
        if (isTry) return onTested(await client.call(backTestModel, { params, body }))
        const version = await client.call(draftCreditModel, { params, body: { ...body, reason: why } })
        refresh(listCreditModelVersions)
        onTested(version.backTest)
      }}
      onClose={onClose}
    />
  )
}

function readWeights(text: string): CreditWeight[] | number {
  const weights: CreditWeight[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (!line.trim()) continue
    const [itemId, points, most, half] = line.split(/[,，]/).map((part) => part.trim())
    const numbers = [points, most, half ?? '1'].map((part) => (part ? Number(part) : Number.NaN))
    if (!itemId || numbers.some((one) => !Number.isFinite(one))) return at + 1
    weights.push({
      ...{ itemId, points: Number(points), most: Number(most) },
      ...(half ? { halfLifeMonths: Number(half) } : {}),
    })
  }
  return weights
}

function BackTestResult({ one }: { one: CreditBackTest }) {
  const texts = useTexts(creditModelTexts)
  return (
    <div style={{ marginBottom: 16 }}>
      <Facts
        facts={[
          { label: texts.tested, value: `${one.asOf} +${one.months}` },
          { label: texts.count, value: one.subjects },
          {
            label: texts.auc,
            value: one.auc === null ? texts.aucNone : `${one.auc}（${texts.aucWhy}）`,
            whole: true,
          },
        ]}
      />
      <Table<CreditBackTest['byGrade'][number]>
        size="small"
        aria-label={texts.grades}
        dataSource={one.byGrade}
        rowKey="grade"
        pagination={false}
        columns={[
          { title: texts.grade, dataIndex: 'grade' },
          { title: texts.count, align: 'right', dataIndex: 'subjects' },
          { title: texts.bad, align: 'right', dataIndex: 'withBadFact' },
          { title: texts.share, align: 'right', render: (_, row) => `${row.percent}%` },
        ]}
      />
      <Quiet>{texts.fair}</Quiet>
      <Table<CreditBackTest['byKind'][number]>
        size="small"
        aria-label={texts.fair}
        dataSource={one.byKind}
        rowKey="group"
        pagination={false}
        columns={[
          { title: texts.group, dataIndex: 'group' },
          { title: texts.count, align: 'right', dataIndex: 'subjects' },
          { title: texts.mean, align: 'right', dataIndex: 'mean' },
          { title: texts.meanInForce, align: 'right', dataIndex: 'meanInForce' },
        ]}
      />
    </div>
  )
}

/** 模型版本: what was written, what it would do, and who published it. */
export function CreditModelVersions() {
  const texts = useTexts(creditModelTexts)
  const decide = (one: CreditModelVersion, publish: boolean) =>
    client.call(decideCreditModel, { params: { id: one.id }, body: { publish } })
  const status = (one: CreditModelVersion) => (
    <StateTag tone={one.state === 'draft' ? 'loud' : 'over'}>{texts.states[one.state]}</StateTag>
  )
  return (
    <RecordList<CreditModelVersion>
      label={texts.model}
      operation={listCreditModelVersions}
      states={texts.states}
      noSearch
      rowKey={(one) => one.id}
      name={(one) => `${one.modelTitle} ${one.version}`}
      columns={[
        { title: texts.reason, dataIndex: 'reason' },
        { title: texts.by, dataIndex: 'writtenByName' },
        { title: texts.time, render: (_, one) => formatTime(one.writtenTime) },
        { title: texts.state, render: (_, one) => status(one) },
      ]}
      facts={(one) => [
        { label: texts.reason, value: one.reason, whole: true },
        { label: texts.by, value: `${one.writtenByName} ${formatTime(one.writtenTime)}` },
        { label: texts.state, value: status(one) },
        {
          label: texts.decidedBy,
          value: one.decidedTime ? `${one.decidedByName} ${formatTime(one.decidedTime)}` : '—',
        },
        ...(one.state === 'draft' && one.writtenByMe
          ? [{ label: texts.publish, value: texts.own, whole: true }]
          : []),
        {
          label: texts.weights,
          value: one.weights.map((each) => `${each.title} ${each.points}/${each.most}`).join('；'),
          whole: true,
        },
      ]}
      more={(one) => <BackTestResult one={one.backTest} />}
      acts={[
        {
          label: texts.publish,
          when: (one) => one.state === 'draft' && !one.writtenByMe,
          fields: [],
          run: async (one) => {
            await decide(one, true)
            refresh(listCreditModels)
          },
        },
        {
          ...{ label: texts.drop, danger: true, fields: [] },
          when: (one) => one.state === 'draft',
          run: (one) => decide(one, false),
        },
      ]}
      empty={texts.noVersions}
    />
  )
}
