package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.scst.core.admin.Account;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;

/**
 * What the configuration files say, as commands look at it: disks, targets, groups and their LUN lines.
 *
 * <p><i>Threading:</i> immutable.
 */
final class ConfiguredObjects {
    /** PID of virtual disks. */
    static final String DISK_PID = "org.scst.vdisk";

    /** PID of iSCSI targets. */
    static final String TARGET_PID = "org.scst.iscsi.target";

    /** PID of initiator groups. */
    static final String GROUP_PID = "org.scst.core.group";

    /** PID of target groups. */
    static final String TARGET_GROUP_PID = "org.scst.core.target_group";

    private static final String LUN = "lun.";

    private final List<ConfiguredObject> objects;

    ConfiguredObjects(List<ConfiguredObject> objects) {
        this.objects = List.copyOf(objects);
    }

    /**
     * A line that maps a device.
     *
     * @param owner target or group it stands in
     * @param lun the LUN's number
     * @param device name of the device
     * @param readOnly whether it is mapped so
     */
    record LunLine(ConfiguredObject owner, int lun, String device, boolean readOnly) {

        String key() {
            return LUN + lun;
        }

        static String value(String device, boolean readOnly) {
            return readOnly ? device + " read_only" : device;
        }
    }

    /** Refuses what cannot be a name of an object that a command makes. */
    static void requireName(String name, String what) throws CommandFailure {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,49}")) {
            throw CommandFailure.usage(
                    "\"" + name + "\" cannot be the name of a " + what,
                    "use at most 50 letters, digits, \".\", \"_\" and \"-\", a letter or digit first");
        }
    }

    Optional<ConfiguredObject> disk(String name) {
        return objects.stream()
                .filter(object -> object.pid().equals(DISK_PID) && object.name().equals(name))
                .findFirst();
    }

    List<ConfiguredObject> disks() {
        return objects.stream().filter(object -> object.pid().equals(DISK_PID)).toList();
    }

    /** The one object of this PID. */
    Optional<ConfiguredObject> singleton(String pid) {
        return objects.stream().filter(object -> object.pid().equals(pid)).findFirst();
    }

    List<ConfiguredObject> groups() {
        return objects.stream().filter(object -> object.pid().equals(GROUP_PID)).toList();
    }

    Optional<ConfiguredObject> group(String name) {
        return groups().stream().filter(group -> group.name().equals(name)).findFirst();
    }

    Optional<ConfiguredObject> targetGroup(String name) {
        return objects.stream()
                .filter(object -> object.pid().equals(TARGET_GROUP_PID))
                .filter(object -> object.name().equals(name))
                .findFirst();
    }

    /** The groups of a target. */
    List<ConfiguredObject> groupsOf(ConfiguredObject target) {
        return groups().stream()
                .filter(group -> target(
                                group.properties().getOrDefault("target", "").strip())
                        .map(target::equals)
                        .orElse(false))
                .toList();
    }

    /** Name patterns of a group's initiators. */
    static List<String> initiators(ConfiguredObject group) {
        return Stream.of(group.properties().getOrDefault("initiators", "").split(","))
                .map(String::strip)
                .filter(pattern -> !pattern.isEmpty())
                .toList();
    }

    /** Whether initiators have to prove who they are to a target. */
    static boolean hasAccounts(ConfiguredObject target) {
        return target.properties().keySet().stream()
                .anyMatch(key -> Account.isKey(key) && !AccountOwner.isOutgoing(key));
    }

    /**
     * Whether some target without accounts maps LUNs for an initiator that nobody has named: its own, or those of a group that takes
     * everybody.
     */
    boolean isOpenToAll() {
        return targets().stream()
                .filter(target -> !hasAccounts(target))
                .anyMatch(target -> InitiatorName.STRANGERS.stream()
                        .anyMatch(stranger -> !luns(ownerFor(target, stranger)).isEmpty()));
    }

    /** Whose LUNs an initiator sees: the first group's that takes it, else the target's own. */
    private ConfiguredObject ownerFor(ConfiguredObject target, String initiator) {
        return groupsOf(target).stream()
                .sorted(Comparator.comparing(ConfiguredObject::name))
                .filter(group -> InitiatorName.takes(initiators(group), initiator))
                .findFirst()
                .orElse(target);
    }

    List<ConfiguredObject> targets() {
        return objects.stream()
                .filter(object -> object.pid().endsWith(".target"))
                .toList();
    }

    /** The target with this name, or in the file of this name. */
    Optional<ConfiguredObject> target(String name) {
        return targets().stream()
                .filter(object -> targetName(object).equals(name))
                .findFirst()
                .or(() -> targets().stream()
                        .filter(object -> object.name().equals(name))
                        .findFirst());
    }

    /** The name that initiators see. */
    static String targetName(ConfiguredObject target) {
        return target.properties().getOrDefault("name", target.name());
    }

    /** The file that holds a disk's data. */
    static Optional<String> dataFile(ConfiguredObject disk) {
        return Optional.ofNullable(disk.properties().get("filename"))
                .or(() -> Optional.ofNullable(disk.properties().get("file")));
    }

    /** The LUN lines of a target or group, by number. */
    static Map<Integer, LunLine> luns(ConfiguredObject owner) {
        Map<Integer, LunLine> luns = new TreeMap<>();
        owner.properties().forEach((key, value) -> {
            if (key.matches("lun\\.[0-9]{1,9}")) {
                int lun = Integer.parseInt(key.substring(LUN.length()));
                String[] words = value.strip().split("\\s+");
                boolean readOnly = List.of(words).subList(1, words.length).contains("read_only");
                luns.put(lun, new LunLine(owner, lun, words[0], readOnly));
            }
        });
        return luns;
    }

    /** Every line that maps a device. */
    List<LunLine> linesOf(String device) {
        List<LunLine> lines = new ArrayList<>();
        objects.forEach(object -> luns(object).values().stream()
                .filter(line -> line.device().equals(device))
                .forEach(lines::add));
        return lines;
    }
}
