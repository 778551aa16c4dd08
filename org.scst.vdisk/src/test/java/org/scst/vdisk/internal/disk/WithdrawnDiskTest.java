package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceServer;
import org.scst.core.device.LogPage;
import org.scst.core.device.ModePage;
import org.scst.core.device.VpdPage;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CommandDescriptor;

/**
 * A disk whose bundle has been updated, so that none of its classes can be loaded any more: core still has it parse CDBs, and asks for
 * its pages, until the next revision is there.
 */
class WithdrawnDiskTest {
    private final List<String> missed = new ArrayList<>();
    private Revision revision;
    private CommandSet commands;
    private List<VpdPage> vpdPages;
    private List<LogPage> logPages;
    private List<ModePage> modePages;

    /** Has all classes of the bundle for itself, until it is closed. */
    private static final class Revision extends URLClassLoader {
        Revision() {
            super(new URL[] {of(Disk.class), of(WithdrawnDiskTest.class)}, WithdrawnDiskTest.class.getClassLoader());
        }

        private static URL of(Class<?> type) {
            return type.getProtectionDomain().getCodeSource().getLocation();
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("org.scst.vdisk.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? findClass(name) : known;
            }
        }
    }

    @BeforeEach
    void openAndWithdraw() throws IOException, ReflectiveOperationException {
        revision = new Revision();
        Constructor<?> made = revision.loadClass(DiskFixture.class.getName()).getDeclaredConstructor(String[].class);
        made.setAccessible(true);
        Object fixture = made.newInstance((Object) new String[] {"thin_provisioned=1"});
        Field disk = fixture.getClass().getDeclaredField("disk");
        disk.setAccessible(true);
        DeviceServer server = (DeviceServer) disk.get(fixture);
        commands = server.commandSet();
        vpdPages = server.vpdPages();
        logPages = server.logPages();
        modePages = server.modePages();
        revision.close();
    }

    private void look(String what, Runnable at) {
        try {
            at.run();
        } catch (LinkageError e) {
            missed.add(what + ": " + e.getMessage());
        }
    }

    /** As an initiator has sent it, with these bits in its second byte. */
    private static DeviceCommand command(CommandDescriptor row, int options) {
        byte[] bytes = new byte[row.cdbLength()];
        bytes[0] = (byte) row.operationCode();
        bytes[1] = (byte) options;
        Cdb cdb = new Cdb();
        cdb.load(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
        return (DeviceCommand) Proxy.newProxyInstance(
                DeviceCommand.class.getClassLoader(),
                new Class<?>[] {DeviceCommand.class},
                (proxy, method, arguments) -> answer(method, row, cdb));
    }

    private static Object answer(Method method, CommandDescriptor row, Cdb cdb) {
        return switch (method.getName()) {
            case "cdb" -> cdb;
            case "descriptor" -> row;
            default -> nothing(method.getReturnType());
        };
    }

    private static Object nothing(Class<?> type) {
        if (type == long.class) {
            return 0L;
        }
        if (type == int.class) {
            return 0;
        }
        return type == boolean.class ? Boolean.FALSE : null;
    }

    @Test
    void shouldHaveNoOtherClassAnyMore() {
        assertThrows(ClassNotFoundException.class, () -> revision.loadClass(WithdrawnDiskTest.class.getName()));
    }

    @Test
    void shouldParseEveryCommand() {
        for (CommandSet.Entry entry : commands.entries()) {
            CommandDescriptor row = entry.descriptor();
            for (int options : new int[] {0, Math.max(row.serviceAction(), 0), 0xFF, 0x20}) {
                look(row.name(), () -> entry.handler().parse(command(row, options)));
            }
        }
        assertEquals(List.of(), missed);
    }

    @Test
    void shouldGiveItsPages() {
        vpdPages.forEach(page -> look("VPD page " + page.pageCode(), page::content));
        logPages.forEach(page -> look("log page " + page.pageCode(), page::parameters));
        for (ModePage page : modePages) {
            look("mode page " + page.pageCode(), page::defaults);
            look("mode page " + page.pageCode(), page::changeable);
            look("mode page " + page.pageCode(), () -> page.check(page.defaults()));
        }
        assertEquals(List.of(), missed);
    }
}
