// One run of a simulation: the state is read, the time line made, under the documented reading and those that differ.
import { l10n } from '../../core/l10n';
import type { PortalConnection } from '../../core/model';
import { readingsThatDiffer } from '../../core/timeline/readings';
import type { OtherReading } from '../../core/timeline/readings';
import { simulate } from '../../core/timeline/simulate';
import type { SimulatedFile } from '../../core/timeline/simulationInput';
import type { Timeline } from '../../core/timeline/timelineTypes';
import type { SimulationData } from '../../shared/simulation';
import { readState } from './readState';
import type { StateDeps } from './readState';
import { reductionOffer } from './reductionOffer';
import type { ReductionOffer } from './reductionOffer';
import { simulationData } from './simulationModel';

export interface SimulationWish {
  readonly connection: PortalConnection;
  readonly timeZone: string;
  readonly file?: {
    readonly name: string;
    readonly unsaved: boolean;
    readonly simulated: SimulatedFile;
    /** Why it could not be imported as it is. */
    readonly faults: readonly string[];
  };
  /** BCP 47 tag. */
  readonly language: string;
  readonly anew: boolean;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

export interface Simulated {
  readonly timeline: Timeline;
  readonly data: SimulationData;
  readonly offer: ReductionOffer | undefined;
  /** Readings of what is not confirmed under which other things fall short. */
  readonly others: readonly OtherReading[];
}

/** @throws what {@link readState} throws */
export async function runSimulation(deps: StateDeps, wish: SimulationWish): Promise<Simulated> {
  const { connection, timeZone, file, language, anew, signal, progress } = wish;
  const { input, readAt } = await readState(deps, {
    connection,
    timeZone,
    anew,
    signal,
    progress,
    simulate,
    ...(file === undefined ? {} : { file: file.simulated }),
  });
  progress(l10n.t('simulating'));
  const timeline = simulate(input);
  const others = readingsThatDiffer(input, timeline);
  const offer = reductionOffer(timeline, language);
  const data = simulationData(timeline, {
    ...(file === undefined ? {} : { file }),
    portalName: connection.name,
    readAt,
    others,
    ...(offer === undefined || offer.choices.length === 0 ? {} : { plan: offer.text }),
    language,
  });
  const faults = (file?.faults ?? []).map(fault => ({
    tone: 'error' as const,
    text: l10n.t('The file cannot be imported as it is. {0}', fault),
  }));
  // Where nothing is offered for a shortage, the page says why.
  const noPlan =
    offer === undefined || offer.choices.length > 0 ? [] : [{ tone: 'warning' as const, text: offer.text }];
  return { timeline, offer, others, data: { ...data, notices: [...faults, ...noPlan, ...data.notices] } };
}
