import type { ServicesParts } from '../services-parts.ts'
import { bindIdeas } from './ideas.ts'
import { bindSatisfaction } from './satisfaction.ts'

/** 公众参与 (SOC-024) beside consultations and questions: ideas of the public, and how satisfied people are. */
export function bindParticipation(parts: ServicesParts): void {
  bindIdeas(parts)
  bindSatisfaction(parts)
}
