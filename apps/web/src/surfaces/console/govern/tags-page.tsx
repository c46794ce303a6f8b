import {
  applyForTag,
  computeTag,
  contestTag,
  type Dataset,
  decideTag,
  getDataset,
  getSubjectTags,
  listTags,
  type OperationOutput,
  type RowFilter,
  selectGroup,
} from '@civitas/sdk'
import { formatNumber, formatTime, Stat, useTexts } from '@civitas/ui'
import { Button, Pagination, Table, Tabs } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'
import { ActButton, DatasetSelect, Rows } from './parts.tsx'

/** 标签与画像: tags by rule, groups with a least size, what a subject had and when (PLT-064). */
export function TagsPage() {
  const { tags } = useTexts(governTexts)
  const may = useMay()
  const [isAdding, setAdding] = useState(false)
  return (
    <Page
      title={tags.title}
      acts={
        may('data.own') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {tags.add}
          </Button>
        ) : undefined
      }
    >
      <Tabs
        items={[
          { key: 'tags', label: tags.title, children: <TagList /> },
          ...(may('data.analyse')
            ? [
                { key: 'group', label: tags.group, children: <Group /> },
                { key: 'profile', label: tags.profile, children: <Profile /> },
              ]
            : []),
        ]}
      />
      {isAdding ? <TagDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}

function TagList() {
  const texts = useTexts(governTexts)
  const { tags, common } = texts
  const may = useMay()
  const read = useRead(listTags, {})
  const decide = (id: string, state: 'published' | 'refused' | 'retired') => () =>
    client.call(decideTag, { params: { id }, body: { state } })
  return (
    <Rows
      label={tags.title}
      read={read}
      rowKey={(row) => row.id}
      columns={[
        { title: common.name, dataIndex: 'name' },
        {
          title: common.definition,
          render: (_, row) => <span className={styles.words}>{row.definition}</span>,
        },
        { title: tags.basis, dataIndex: 'basis' },
        { title: common.unit, dataIndex: 'organisationName' },
        { title: tags.sensitive, render: (_, row) => (row.isSensitive ? common.yes : common.no) },
        { title: tags.holders, align: 'right', render: (_, row) => formatNumber(row.holders) },
        {
          title: tags.uses,
          align: 'right',
          render: (_, row) => `${formatNumber(row.uses)}${row.isIdle ? `（${tags.idle}）` : ''}`,
        },
        { title: common.state, render: (_, row) => texts.states[row.state] },
        {
          title: common.act,
          render: (_, row) => (
            <div className={styles.bar}>
              {row.state === 'applied' && may('data.review') ? (
                <>
                  <ActButton<typeof decideTag> primary act={decide(row.id, 'published')} touches={[listTags]}>
                    {tags.approve}
                  </ActButton>
                  <ActButton<typeof decideTag> act={decide(row.id, 'refused')} touches={[listTags]}>
                    {tags.refuse}
                  </ActButton>
                </>
              ) : null}
              {row.state === 'published' && may('data.own') ? (
                <ActButton<typeof computeTag>
                  act={() => client.call(computeTag, { params: { id: row.id } })}
                  touches={[listTags]}
                >
                  {tags.compute}
                </ActButton>
              ) : null}
              {row.state === 'published' && may('data.review') ? (
                <ActButton<typeof decideTag> act={decide(row.id, 'retired')} touches={[listTags]}>
                  {tags.retire}
                </ActButton>
              ) : null}
            </div>
          ),
        },
      ]}
    />
  )
}

type GroupAnswer = OperationOutput<typeof selectGroup>
type GroupQuery = { has: string[]; hasNot?: string[]; purpose: string; list?: boolean }

const groupPage = 50

function Group() {
  const { tags, common } = useTexts(governTexts)
  const [isAsking, setAsking] = useState(false)
  const [found, setFound] = useState<(GroupAnswer & { asked: GroupQuery; page: number }) | null>(null)
  const ask = async (asked: GroupQuery, page: number) => {
    const offset = (page - 1) * groupPage
    const answer = await client.call(selectGroup, { body: { ...asked, limit: groupPage, offset } })
    setFound({ ...answer, asked, page })
  }
  const read = useRead(listTags, {})
  const options = (read.data ?? [])
    .filter((one) => one.state === 'published')
    .map((one) => ({ value: one.id, label: one.name }))
  return (
    <>
      <div className={styles.bar}>
        <Button type="primary" size="small" onClick={() => setAsking(true)}>
          {tags.group}
        </Button>
      </div>
      {found ? (
        <div aria-live="polite">
          <Stat label={tags.count} value={found.shown} />
          <p className="code">{found.items.join(' ')}</p>
          {found.items.length > 0 && found.count !== null ? (
            <Pagination
              size="small"
              current={found.page}
              pageSize={groupPage}
              total={found.count}
              showSizeChanger={false}
              showTotal={(total, [first, last]) =>
                tags.listed(formatNumber(first), formatNumber(last), formatNumber(total))
              }
              onChange={(page) => void ask(found.asked, page)}
            />
          ) : null}
        </div>
      ) : null}
      {isAsking ? (
        <FormDialog<GroupQuery>
          title={tags.group}
          fields={[
            { name: 'has', label: tags.has, kind: 'choices', options, required: true },
            { name: 'hasNot', label: tags.hasNot, kind: 'choices', options },
            { name: 'purpose', label: common.purpose, kind: 'area', required: true },
            { name: 'list', label: tags.list, kind: 'tick' },
          ]}
          act={(asked) => ask(asked, 1)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  )
}

type ProfileAnswer = OperationOutput<typeof getSubjectTags>

function Profile() {
  const { tags, common } = useTexts(governTexts)
  const [isAsking, setAsking] = useState(false)
  const [contested, setContested] = useState<string | null>(null)
  const [found, setFound] = useState<ProfileAnswer | null>(null)
  return (
    <>
      <div className={styles.bar}>
        <Button type="primary" size="small" onClick={() => setAsking(true)}>
          {tags.showProfile}
        </Button>
      </div>
      {found ? (
        <Section title={found.subject}>
          <Table
            size="small"
            aria-label={tags.profile}
            dataSource={found.periods}
            rowKey={(row) => `${row.tagId} ${row.start}`}
            pagination={false}
            scroll={{ x: 'max-content' }}
            columns={[
              { title: common.name, dataIndex: 'tagName' },
              { title: tags.start, render: (_, row) => formatTime(row.start) },
              { title: tags.end, render: (_, row) => (row.end ? formatTime(row.end) : '—') },
              { title: tags.rule, dataIndex: 'rule' },
              {
                title: tags.inputs,
                render: (_, row) =>
                  Object.entries(row.inputs)
                    .map(([name, value]) => `${row.inputTitles[name] ?? name}：${value ?? '—'}`)
                    .join('；'),
              },
              {
                title: common.act,
                render: (_, row) =>
                  row.contested ??
                  (row.end ? (
                    '—'
                  ) : (
                    <Button size="small" onClick={() => setContested(row.tagId)}>
                      {tags.contest}
                    </Button>
                  )),
              },
            ]}
          />
        </Section>
      ) : null}
      {isAsking ? (
        <FormDialog<{ subject: string; purpose: string }>
          title={tags.showProfile}
          fields={[
            { name: 'subject', label: tags.subject, kind: 'code', required: true },
            { name: 'purpose', label: common.purpose, kind: 'area', required: true },
          ]}
          act={async (body) => setFound(await client.call(getSubjectTags, { body }))}
          onClose={() => setAsking(false)}
        />
      ) : null}
      {contested && found ? (
        <ActDialog
          title={tags.contest}
          comment="required"
          act={(reason) =>
            client.call(contestTag, { params: { id: contested }, body: { subject: found.subject, reason } })
          }
          onClose={() => setContested(null)}
        />
      ) : null}
    </>
  )
}

interface TagForm {
  name: string
  definition: string
  basis: string
  datasetId: string
  keyField: string
  field: string
  operator: RowFilter['is']
  value: string
  field2?: string
  operator2?: RowFilter['is']
  value2?: string
  isSensitive?: boolean
}

function TagDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(governTexts)
  const { tags, common } = texts
  const [dataset, setDataset] = useState<string>()
  const read = useRead(getDataset, { params: { id: dataset ?? '' } }, { enabled: dataset !== undefined })
  const columns = (read.data?.fields ?? ([] as Dataset['fields'])).map((field) => ({
    value: field.name,
    label: field.title,
  }))
  const operators = Object.entries(texts.operators).map(([value, label]) => ({ value, label }))
  return (
    <FormDialog<TagForm>
      title={tags.add}
      first={{ operator: 'ge', operator2: 'eq' }}
      onChange={(values) => setDataset(values.datasetId)}
      fields={[
        { name: 'name', label: common.name, kind: 'text', required: true },
        { name: 'definition', label: common.definition, kind: 'area', required: true },
        { name: 'basis', label: tags.basis, kind: 'text', required: true },
        {
          name: 'datasetId',
          label: common.dataset,
          kind: 'custom',
          required: true,
          control: <DatasetSelect />,
        },
        { name: 'keyField', label: tags.keyField, kind: 'choice', options: columns, required: true },
        { name: 'field', label: common.field, kind: 'choice', options: columns, required: true },
        { name: 'operator', label: tags.operator, kind: 'choice', options: operators, required: true },
        { name: 'value', label: tags.value, kind: 'text', required: true },
        { name: 'field2', label: tags.field2, kind: 'choice', options: columns, allowClear: true },
        { name: 'operator2', label: tags.operator2, kind: 'choice', options: operators },
        { name: 'value2', label: tags.value2, kind: 'text' },
        { name: 'isSensitive', label: tags.sensitive, kind: 'tick' },
      ]}
      act={async (values) => {
        const { name, definition, basis, datasetId, keyField } = values
        const conditions: RowFilter[] = [{ field: values.field, is: values.operator, value: values.value }]
        if (values.field2 && values.value2 !== undefined)
          conditions.push({ field: values.field2, is: values.operator2 ?? 'eq', value: values.value2 })
        const isSensitive = values.isSensitive ?? false
        await client.call(applyForTag, {
          body: { name, definition, basis, datasetId, keyField, conditions, isSensitive },
        })
        refresh(listTags)
      }}
      onClose={onClose}
    />
  )
}
