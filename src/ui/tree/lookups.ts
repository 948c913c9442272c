// What asks, searches and saves: a bundle of its own, loaded when a command needs it, so that showing the tree stays small.
import '../language';
export { exportHolders } from './exportHolders';
export { pickFilter } from './filterPick';
export { pickMember } from './pickMembers';
export { savedFiltersOf } from '../savedFilterPick';
