import { type CityEvent, classifyEvent, listEventTypes, type Suggestion, verifyEvent } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Checkbox } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { useStandardClasses } from '../../../capabilities/events/standard-classes.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { eventsTexts } from './events.texts.ts'

/** What the platform is surer of than this is offered as chosen; what it guesses is offered to be chosen. */
const sure = 0.6

/** Whether a suggestion is sure enough to stand as chosen. */
export function isSure(suggestion: Suggestion | null): boolean {
  return (suggestion?.confidence ?? 0) >= sure
}

interface VerifyDialogProps {
  event: CityEvent
  suggestion: Suggestion | null
  onClose: () => void
}

/**
 * Confirms that an event is real, and with it the class the platform suggests: the class decides who answers for the case
 * that follows.
 */
export function VerifyDialog({ event, suggestion, onClose }: VerifyDialogProps) {
  const texts = useTexts(eventsTexts)
  const pick = usePick()
  const classes = useStandardClasses()
  const types = useRead(listEventTypes, {}, { staleMs: 600_000 })
  const isOffered = suggestion?.standardClass != null && event.standardClass === null
  const type = suggestion?.type ?? event.type
  // What staff chose on the spot is not changed without their colleague ticking it.
  const isChosen = event.source === 'grid' || event.source === 'person'
  const [takes, setTakes] = useState(isSure(suggestion) && (type === event.type || !isChosen))
  const title = types.data?.find((one) => one.id === type)?.title
  const words = [
    title && type !== event.type ? pick(title) : null,
    classes.name(suggestion?.standardClass ?? null),
  ]
  return (
    <ActDialog
      title={texts.verify}
      why={texts.verifyWhy}
      comment="required"
      act={async (comment) => {
        const params = { id: event.id }
        if (isOffered && takes)
          await client.call(classifyEvent, {
            params,
            body: { type, standardClass: suggestion.standardClass },
          })
        await client.call(verifyEvent, { params, body: { real: true, comment } })
      }}
      onClose={onClose}
    >
      {isOffered ? (
        <p>
          <Checkbox checked={takes} onChange={(one) => setTakes(one.target.checked)}>
            {texts.takeSuggestion(words.filter(Boolean).join(' · '))}
          </Checkbox>
        </p>
      ) : null}
    </ActDialog>
  )
}
