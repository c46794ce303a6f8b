import {
  type CalendarDay,
  getWorkingCalendars,
  listCalendarDays,
  saveCalendarDays,
  saveWorkingCalendar,
  type WorkingCalendar,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { App, Button, Checkbox, DatePicker, Input, InputNumber, Select, Space, Table } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Page, Section, StateTag } from '../parts/page.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { caseRulesTexts } from './case-rules.texts.ts'
import { toHours, toHoursText } from './hours-text.ts'

/** Working time of the city’s people, holidays and make-up days. */
export function CalendarsPage() {
  const shell = useTexts(consoleTexts)
  const texts = useTexts(caseRulesTexts)
  const read = useRead(getWorkingCalendars, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <Page title={shell.pages.calendars}>
      {(read.data?.items ?? []).map((one) => (
        <Section key={one.id} title={one.name}>
          <Week calendar={one} />
        </Section>
      ))}
      <Section title={texts.specials}>
        <Specials />
      </Section>
    </Page>
  )
}

function Week({ calendar }: { calendar: WorkingCalendar }) {
  const texts = useTexts(caseRulesTexts)
  const { message } = App.useApp()
  const [days, setDays] = useState(() => calendar.week.map(toHoursText))
  const [keeps, setKeeps] = useState(calendar.observesHolidays)
  const save = () => {
    const week = days.map(toHours)
    if (week.some((hours) => hours === null)) return void message.error(texts.badHours)
    void client
      .call(saveWorkingCalendar, {
        params: { calendar: calendar.id },
        body: { name: calendar.name, week: week as WorkingCalendar['week'], observesHolidays: keeps },
      })
      .then(
        () => refresh(getWorkingCalendars),
        (error: Error) => void message.error(error.message),
      )
  }
  return (
    <>
      <p>{texts.hoursHelp}</p>
      <Space wrap>
        {days.map((text, i) => (
          <Input
            key={texts.week[i]}
            prefix={texts.week[i]}
            aria-label={texts.week[i]}
            value={text}
            style={{ width: 260 }}
            onChange={(event) => setDays(days.map((one, j) => (j === i ? event.target.value : one)))}
          />
        ))}
        <Checkbox checked={keeps} onChange={(event) => setKeeps(event.target.checked)}>
          {texts.holidays}
        </Checkbox>
        <Button type="primary" onClick={save}>
          {texts.save}
        </Button>
      </Space>
    </>
  )
}

function Specials() {
  const texts = useTexts(caseRulesTexts)
  const { message } = App.useApp()
  const [year, setYear] = useState(() => dayjs().year())
  const [date, setDate] = useState<Dayjs | null>(null)
  const [kind, setKind] = useState<CalendarDay['kind']>('rest')
  const [note, setNote] = useState('')
  const read = useRead(listCalendarDays, { query: { year } }, { keepPrevious: true })
  const save = (body: { days: CalendarDay[]; ordinary?: string[] }) =>
    void client.call(saveCalendarDays, { body }).then(
      () => refresh(listCalendarDays),
      (error: Error) => void message.error(error.message),
    )
  return (
    <>
      <Space wrap style={{ marginBottom: 12 }}>
        <InputNumber
          aria-label={texts.year}
          min={2000}
          max={2100}
          value={year}
          onChange={(value) => setYear(value ?? year)}
        />
        <DatePicker aria-label={texts.date} value={date} onChange={setDate} />
        <Select
          aria-label={texts.kind}
          value={kind}
          onChange={setKind}
          options={[
            { value: 'rest', label: texts.rest },
            { value: 'workday', label: texts.workday },
          ]}
        />
        <Input
          aria-label={texts.note}
          placeholder={texts.note}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <Button
          disabled={!date || note.trim() === ''}
          onClick={() => date && save({ days: [{ date: date.format('YYYY-MM-DD'), kind, note }] })}
        >
          {texts.addDay}
        </Button>
      </Space>
      <Table
        size="small"
        rowKey="date"
        pagination={false}
        dataSource={read.data?.items ?? []}
        columns={[
          { title: texts.date, dataIndex: 'date' },
          {
            title: texts.kind,
            key: 'kind',
            render: (_, one) => (
              <StateTag tone={one.kind === 'rest' ? 'over' : 'loud'}>
                {one.kind === 'rest' ? texts.rest : texts.workday}
              </StateTag>
            ),
          },
          { title: texts.note, dataIndex: 'note' },
          {
            key: 'acts',
            render: (_, one) => (
              <Button size="small" onClick={() => save({ days: [], ordinary: [one.date] })}>
                {texts.makeOrdinary}
              </Button>
            ),
          },
        ]}
      />
    </>
  )
}
