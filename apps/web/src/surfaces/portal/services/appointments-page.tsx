import {
  type Appointment,
  bookAppointment,
  cancelAppointment,
  listAppointmentSlots,
  listMyAppointments,
  listServiceWindows,
  takeQueueTicket,
} from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import publicity from '../publicity/publicity.module.css'
import styles from '../trust/trust.module.css'
import { appointmentTexts } from './appointments.texts.ts'

/** Today in the city, as a day. */
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

/** 窗口预约: book a slot, take the number on the day (SOC-003). */
export function AppointmentsPage() {
  const texts = useTexts(appointmentTexts)
  const read = useRead(listMyAppointments, { query: { limit: 20 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <section className={portal.block}>
      <h1>{texts.title}</h1>
      <p>{texts.why}</p>
      <h2 className={styles.section}>{texts.mine}</h2>
      {read.data.total === 0 ? <p className={portal.quiet}>{texts.none}</p> : null}
      <ul className={portal.own}>
        {read.data.items.map((one) => (
          <AppointmentLine key={one.id} one={one} />
        ))}
      </ul>
      <BookForm />
    </section>
  )
}

function AppointmentLine({ one }: { one: Appointment }) {
  const texts = useTexts(appointmentTexts)
  const take = useMutation({
    mutationFn: () => client.call(takeQueueTicket, { body: { kind: one.kind, appointmentId: one.id } }),
    onSuccess: () => refresh(listMyAppointments),
  })
  const cancel = useMutation({
    mutationFn: () => client.call(cancelAppointment, { params: { id: one.id } }),
    onSuccess: () => refresh(listMyAppointments, listAppointmentSlots),
  })
  const error = take.error ?? cancel.error
  return (
    <li>
      <p>
        <strong>
          {one.day} {one.slot}
        </strong>{' '}
        {one.kind} · {texts.states[one.state]}
      </p>
      {one.ticketNumber ? <p>{texts.ticket(one.ticketNumber)}</p> : null}
      {take.data ? <p role="status">{texts.ahead(take.data.ahead)}</p> : null}
      {error ? <p className={portal.error}>{error.message}</p> : null}
      {one.state === 'booked' ? (
        <p className={portal.buttons}>
          {one.day === today() ? (
            <button
              type="button"
              className={portal.go}
              disabled={take.isPending}
              onClick={() => take.mutate()}
            >
              {texts.take}
            </button>
          ) : null}
          <button
            type="button"
            className={`${portal.go} ${portal.second}`}
            disabled={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            {texts.cancel}
          </button>
        </p>
      ) : null}
    </li>
  )
}

function BookForm() {
  const texts = useTexts(appointmentTexts)
  const id = useId()
  const windows = useRead(listServiceWindows, { query: { limit: 200 } })
  const kinds = [...new Set((windows.data?.items ?? []).flatMap((one) => one.kinds))]
  const [picked, setKind] = useState<string>()
  const [day, setDay] = useState(today)
  const [slot, setSlot] = useState<string>()
  const kind = picked ?? kinds[0]
  const slots = useRead(
    listAppointmentSlots,
    { query: { kind: kind ?? '', day } },
    { enabled: Boolean(kind && day) },
  )
  const free = (slots.data?.items ?? []).filter((one) => one.free > 0)
  const book = useMutation({
    mutationFn: () => client.call(bookAppointment, { body: { kind: kind ?? '', day, slot: slot ?? '' } }),
    onSuccess: () => {
      setSlot(undefined)
      refresh(listMyAppointments, listAppointmentSlots)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    book.mutate()
  }
  return (
    <form onSubmit={submit}>
      <h2 className={styles.section}>{texts.book}</h2>
      <label className={publicity.label} htmlFor={`${id}kind`}>
        <span>{texts.kind}</span>
        <select
          id={`${id}kind`}
          className={publicity.select}
          value={kind}
          onChange={(event) => setKind(event.target.value)}
        >
          {kinds.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <label className={publicity.label} htmlFor={`${id}day`}>
        <span>{texts.day}</span>
        <input
          id={`${id}day`}
          type="date"
          className={publicity.select}
          min={today()}
          value={day}
          onChange={(event) => setDay(event.target.value)}
        />
      </label>
      <fieldset className={styles.slots}>
        <legend>{texts.slot}</legend>
        {slots.data && free.length === 0 ? <p className={portal.quiet}>{texts.noSlots}</p> : null}
        {free.map((one) => (
          <label key={one.slot}>
            <input
              type="radio"
              name={`${id}slot`}
              checked={slot === one.slot}
              onChange={() => setSlot(one.slot)}
            />
            {one.slot} <span className={portal.quiet}>{texts.free(one.free)}</span>
          </label>
        ))}
      </fieldset>
      {book.isError ? <p className={portal.error}>{book.error.message}</p> : null}
      {book.data ? <p role="status">{texts.booked(book.data.day, book.data.slot)}</p> : null}
      <p className={portal.buttons}>
        <button type="submit" className={portal.go} disabled={!slot || book.isPending}>
          {texts.confirm}
        </button>
      </p>
    </form>
  )
}
