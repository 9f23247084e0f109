/** Entry: every behaviour attaches itself to markup; a page without script still reads and submits. */
import "./styles/app.scss";
import { ready } from "./dom";
import { drawCharts } from "./modules/charts-loader";
import { copyOnClick } from "./modules/copy";
import { keepDrafts } from "./modules/drafts";
import { showElapsed } from "./modules/elapsed";
import { fillFromIdNumber } from "./modules/id-number";
import { insertOnClick } from "./modules/insert";
import { walkLists } from "./modules/keyboard";
import { openMenus } from "./modules/menus";
import { speakHtmx } from "./modules/requests";
import { askPurpose } from "./modules/reveal";
import { drawShapes } from "./modules/shapes";
import { stepNumbers } from "./modules/stepper";
import { labelCells } from "./modules/tables";
import { pickTime } from "./modules/time";
import { showToasts } from "./modules/toasts";
import { refreshWall } from "./modules/wall";

speakHtmx();
copyOnClick();
insertOnClick();
walkLists();
openMenus();
askPurpose();
pickTime();
refreshWall();
ready((root) => {
  drawShapes(root);
  labelCells(root);
  stepNumbers(root);
  keepDrafts(root);
  fillFromIdNumber(root);
  showElapsed(root);
  showToasts(root);
  drawCharts(root);
});
