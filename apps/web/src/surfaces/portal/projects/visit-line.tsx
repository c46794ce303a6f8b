import { getProject, type JointVisit, moveJointVisit } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { problemWords } from '../../../app/problem-view.tsx'
import { refresh } from '../../../app/query.ts'
import { projectTexts } from '../../../capabilities/projects/projects.texts.ts'
import portal from '../portal.module.css'
import styles from './projects.module.css'

/** A joint visit as the builder sees it, who may ask for another day before an office has given its opinion. */
export function VisitLine({ visit }: { visit: JointVisit }) {
  const texts = useTexts(projectTexts)
  const [isMoving, setMoving] = useState(false)
  const mayMove = visit.state === 'booked' && visit.parties.every((one) => one.passes === null)
  return (
    <li>
      {visit.day} {texts.slots[visit.slot]} {visit.title}：{texts.visitStates[visit.state]}{' '}
      {visit.conclusion ?? ''}{' '}
      {mayMove && !isMoving ? (
        <button type="button" className={styles.promise} onClick={() => setMoving(true)}>
          {texts.move}
        </button>
      ) : null}
      {isMoving ? <MoveForm visit={visit} onClose={() => setMoving(false)} /> : null}
    </li>
  )
}

function MoveForm({ visit, onClose }: { visit: JointVisit; onClose: () => void }) {
  const texts = useTexts(projectTexts)
  const app = useTexts(appTexts)
  const id = useId()
  const [day, setDay] = useState(visit.day)
  const [slot, setSlot] = useState(visit.slot)
  const move = useMutation({
    mutationFn: () => client.call(moveJointVisit, { params: { id: visit.id }, body: { day, slot } }),
    onSuccess: () => {
      refresh(getProject)
      onClose()
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        move.mutate()
      }}
    >
      <p>{texts.moveLead}</p>
      {move.isError ? (
        <p className={portal.error} role="alert">
          {problemWords(move.error, app).title}
        </p>
      ) : null}
      <div className={styles.field}>
        <label htmlFor={`${id}day`}>{texts.day}</label>
        <input
          id={`${id}day`}
          type="date"
          required
          value={day}
          onChange={(event) => setDay(event.target.value)}
        />
      </div>
      <div className={styles.field}>
        <label htmlFor={`${id}slot`}>{texts.slot}</label>
        <select
          id={`${id}slot`}
          value={slot}
          onChange={(event) => setSlot(event.target.value as JointVisit['slot'])}
        >
          <option value="morning">{texts.slots.morning}</option>
          <option value="afternoon">{texts.slots.afternoon}</option>
        </select>
      </div>
      <div className={portal.buttons}>
        <button type="submit" className={portal.go} disabled={move.isPending}>
          {texts.move}
        </button>
        <button type="button" className={`${portal.go} ${portal.second}`} onClick={onClose}>
          {texts.changeNot}
        </button>
      </div>
    </form>
  )
}
