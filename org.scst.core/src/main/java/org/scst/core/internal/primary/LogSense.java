package org.scst.core.internal.primary;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.LogPage;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * LOG SENSE: cumulative values of the handler's pages and core's own; page 00h and subpages FFh list what there is. Nothing is
 * saved.
 *
 * <pre>
 *   0  DS(7) SPF(6) PAGE CODE(5-0)    1  SUBPAGE CODE    2  PAGE LENGTH (2)
 *   4  parameters: PARAMETER CODE (2)  control (1)  PARAMETER LENGTH (1)  value
 * </pre>
 *
 * <p><i>Threading:</i> stateless but for the facts it reads.
 */
final class LogSense implements CommandHandler {
    private static final int SUPPORTED_PAGES = 0x00;
    private static final int ALL_SUBPAGES = 0xFF;
    private static final int CUMULATIVE = 1;
    private static final int DISABLE_SAVE = 0x80;
    private static final int SUBPAGE_FORMAT = 0x40;
    private static final int PARAMETER_POINTER = 5;
    private static final int HEADER_LENGTH = 4;
    private static final Outcome SAVING_REFUSED = Outcome.check(Sense.invalidFieldInCdb(1, 0));
    private static final Outcome POINTER_CONTROL_REFUSED = Outcome.check(Sense.invalidFieldInCdb(1, 1));
    private static final Outcome ONLY_CUMULATIVE = Outcome.check(Sense.invalidFieldInCdb(2, 7));
    private static final Outcome WRONG_PAGE = Outcome.check(Sense.invalidFieldInCdb(2, 5));
    private static final Outcome WRONG_SUBPAGE = Outcome.check(Sense.invalidFieldInCdb(3, 7));
    private static final Outcome WRONG_POINTER = Outcome.check(Sense.invalidFieldInCdb(PARAMETER_POINTER, 7));

    private final DeviceFacts facts;

    LogSense(DeviceFacts facts) {
        this.facts = facts;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        Cdb cdb = command.cdb();
        if (cdb.bit(1, 0)) {
            return SAVING_REFUSED;
        }
        if (cdb.bit(1, 1)) {
            return POINTER_CONTROL_REFUSED;
        }
        if (cdb.u8(2) >> 6 != CUMULATIVE) {
            return ONLY_CUMULATIVE;
        }
        int subpage = cdb.u8(3);
        if (subpage != 0 && subpage != ALL_SUBPAGES) {
            return WRONG_SUBPAGE;
        }
        return page(command, cdb.u8(2) & 0x3F, subpage == ALL_SUBPAGES, cdb.u16(PARAMETER_POINTER));
    }

    private Outcome page(DeviceCommand command, int code, boolean subpages, int pointer) {
        List<LogPage> pages = pages();
        if (code == SUPPORTED_PAGES) {
            byte[] list = subpages ? allSubpages(pages) : codes(pages);
            return send(command, code, subpages, list, pointer == 0);
        }
        for (LogPage page : pages) {
            if (page.pageCode() == code) {
                return subpages
                        ? send(command, code, true, new byte[] {(byte) code, 0}, pointer == 0)
                        : parameters(command, page, pointer);
            }
        }
        return WRONG_PAGE;
    }

    private List<LogPage> pages() {
        List<LogPage> pages = new ArrayList<>(facts.logPages());
        pages.add(new GeneralStatisticsLogPage(facts.logicalUnit()));
        pages.sort(Comparator.comparingInt(LogPage::pageCode));
        return pages;
    }

    private static byte[] codes(List<LogPage> pages) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        list.write(SUPPORTED_PAGES);
        pages.forEach(page -> list.write(page.pageCode()));
        return list.toByteArray();
    }

    private static byte[] allSubpages(List<LogPage> pages) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        list.writeBytes(new byte[] {SUPPORTED_PAGES, 0, SUPPORTED_PAGES, (byte) ALL_SUBPAGES});
        for (LogPage page : pages) {
            list.writeBytes(new byte[] {(byte) page.pageCode(), 0, (byte) page.pageCode(), (byte) ALL_SUBPAGES});
        }
        return list.toByteArray();
    }

    private static Outcome parameters(DeviceCommand command, LogPage page, int pointer) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (LogPage.Parameter parameter : page.parameters()) {
            if (parameter.code() >= pointer) {
                list.writeBytes(new byte[] {
                    (byte) (parameter.code() >> 8),
                    (byte) parameter.code(),
                    (byte) parameter.format(),
                    (byte) parameter.value().length
                });
                list.writeBytes(parameter.value());
            }
        }
        return send(command, page.pageCode(), false, list.toByteArray(), pointer == 0 || list.size() > 0);
    }

    private static Outcome send(DeviceCommand command, int code, boolean subpages, byte[] content, boolean found) {
        if (!found) {
            return WRONG_POINTER;
        }
        int flags = (code == SUPPORTED_PAGES || subpages ? 0 : DISABLE_SAVE) | (subpages ? SUBPAGE_FORMAT : 0);
        ByteBuffer data = ByteBuffer.allocate(HEADER_LENGTH + content.length);
        data.put((byte) (flags | code)).put((byte) (subpages ? ALL_SUBPAGES : 0));
        data.putShort((short) content.length).put(content);
        return ParameterData.send(command, data.array());
    }
}
