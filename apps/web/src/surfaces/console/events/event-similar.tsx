import type { CityEvent } from '@civitas/sdk'
import { formatNumber, LevelTag, RelativeTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { Link } from 'react-router'
import { Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { isOpenEvent } from './event-acts.tsx'
import type { EventDetail } from './event-page.tsx'
import { eventsTexts } from './events.texts.ts'

/** What may be the same event, with why; and what has been merged into it. */
export function EventSimilar({
  detail,
  onMerge,
}: {
  detail: EventDetail
  /** Merges the first into the second. */
  onMerge?: (from: CityEvent, into: CityEvent) => void
}) {
  const texts = useTexts(eventsTexts)
  return (
    <>
      {isOpenEvent(detail.event) ? (
        <Section title={texts.similar}>
          {detail.similar.length === 0 ? <Quiet>{texts.noSimilar}</Quiet> : null}
          <Lines>
            {detail.similar.map(({ event, score, metres, minutes, sharedWords }) => (
              <div key={event.id}>
                <LevelTag level={event.level} />
                <span style={{ flex: 1 }}>
                  <Link to={`/console/events/${event.id}`}>{event.title}</Link>
                  <Quiet>
                    {texts.because({
                      score: formatNumber(Math.round(score * 100)),
                      metres: metres === null ? null : formatNumber(Math.round(metres)),
                      minutes: formatNumber(Math.round(minutes)),
                      words: sharedWords.join('、'),
                    })}
                  </Quiet>
                </span>
                {onMerge ? (
                  <Button
                    size="small"
                    onClick={() =>
                      staysHead(detail.event, event)
                        ? onMerge(event, detail.event)
                        : onMerge(detail.event, event)
                    }
                  >
                    {staysHead(detail.event, event) ? texts.mergeHere : texts.mergeInto}
                  </Button>
                ) : null}
              </div>
            ))}
          </Lines>
        </Section>
      ) : null}
      {detail.merged.length > 0 ? (
        <Section title={texts.merged} extra={formatNumber(detail.merged.length)}>
          <Lines>
            {detail.merged.map((each) => (
              <Line
                key={each.id}
                to={`/console/events/${each.id}`}
                title={each.title}
                note={<RelativeTime time={each.raisedTime} />}
              />
            ))}
          </Lines>
        </Section>
      ) : null}
    </>
  )
}

/** An event with a case, or one that is verified beside one that is not, takes the other in instead of going into it. */
function staysHead(one: CityEvent, other: CityEvent): boolean {
  if (one.caseId !== null) return other.caseId === null
  return one.state === 'verified' && other.state === 'raised'
}
