import { handleQuestion, listQuestions, type Question } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Drawer, Space } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Facts, Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { publicityTexts } from './publicity.texts.ts'

const filters = ['state'] as const
type Act = 'assign' | 'reply' | 'publish' | 'decline'

/** 网络问政: questions to the units and their replies (SOC-024). */
export function QuestionListPage() {
  const texts = useTexts(publicityTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const [opened, setOpened] = useState<Question | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listQuestions,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true },
  )
  return (
    <Page title={texts.questions}>
      <FilterBar
        query={query}
        filters={[
          {
            ...{ name: 'state', label: texts.state },
            options: Object.entries(texts.questionStates).map(([value, label]) => ({ value, label })),
          },
        ]}
        placeholder={texts.question}
        searchBox={box}
      />
      <ListTable<Question>
        label={texts.questions}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        onOpen={setOpened}
        searchBox={box}
        empty={{ title: texts.questionEmpty, why: texts.questionEmptyWhy }}
        columns={[
          {
            title: texts.question,
            render: (_, each) => (
              <Button type="link" size="small" onClick={() => setOpened(each)}>
                {each.title}
              </Button>
            ),
          },
          { title: texts.asker, dataIndex: 'name' },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.due, render: (_, each) => formatTime(each.dueTime) },
          { title: texts.state, render: (_, each) => <QuestionState one={each} /> },
        ]}
      />
      {opened ? <QuestionDrawer one={opened} onChange={setOpened} onClose={() => setOpened(null)} /> : null}
    </Page>
  )
}

function QuestionState({ one }: { one: Question }) {
  const texts = useTexts(publicityTexts)
  if (one.isOverdue) return <StateTag tone="bad">{texts.late}</StateTag>
  return (
    <StateTag tone={one.state === 'waiting' ? 'loud' : 'over'}>{texts.questionStates[one.state]}</StateTag>
  )
}

interface DrawerProps {
  one: Question
  onChange: (one: Question) => void
  onClose: () => void
}

function QuestionDrawer({ one, onChange, onClose }: DrawerProps) {
  const texts = useTexts(publicityTexts)
  const may = useMay()
  const [act, setAct] = useState<Act | null>(null)
  const waiting: Act[] = one.state === 'waiting' ? ['reply', 'assign', 'decline'] : []
  const acts: Act[] =
    one.state === 'replied' && one.isPublic && may('services.publish') ? ['publish'] : waiting
  return (
    <Drawer open size="large" onClose={onClose} title={`${one.number} ${one.title}`}>
      <Facts
        facts={[
          { label: texts.asker, value: one.isPublic ? one.name : `${one.name}（${texts.private}）` },
          { label: texts.unit, value: one.organisationName },
          { label: texts.due, value: formatTime(one.dueTime) },
          { label: texts.state, value: <QuestionState one={one} /> },
          { label: texts.question, value: one.text, whole: true },
          ...(one.reply ? [{ label: texts.reply, value: one.reply, whole: true }] : []),
        ]}
      />
      <Space wrap>
        {acts.map((each) => (
          <Button key={each} type={each === 'reply' ? 'primary' : 'default'} onClick={() => setAct(each)}>
            {texts.questionActs[each]}
          </Button>
        ))}
      </Space>
      {act ? <HandleDialog one={one} act={act} onDone={onChange} onClose={() => setAct(null)} /> : null}
    </Drawer>
  )
}

interface HandleProps {
  one: Question
  act: Act
  onDone: (one: Question) => void
  onClose: () => void
}

function HandleDialog({ one, act, onDone, onClose }: HandleProps) {
  const texts = useTexts(publicityTexts)
  return (
    <FormDialog<{ organisationId?: string; text?: string }>
      title={texts.questionActs[act]}
      fields={
        act === 'assign'
          ? [
              {
                ...{ kind: 'custom', name: 'organisationId', label: texts.unit, required: true },
                control: <OrganisationSelect />,
              },
            ]
          : act === 'publish'
            ? []
            : [{ kind: 'area', name: 'text', label: texts.reply, required: true, rows: 6, maxLength: 8000 }]
      }
      act={async (values) => {
        onDone(await client.call(handleQuestion, { params: { id: one.id }, body: { act, ...values } }))
        refresh(listQuestions)
      }}
      onClose={onClose}
    />
  )
}
