package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scst.core.admin.TargetSnapshot;

/**
 * What to type on an initiator, ready to paste: for this machine, and for others where a portal can be reached from them. A LUN that
 * only a group sees wants the name of one of its initiators, or the line would show nothing.
 *
 * <p><i>Threading:</i> immutable.
 */
final class InitiatorLines {
    private static final int ISCSI_PORT = 3260;

    private final String target;
    private final int lun;
    private final String initiator;
    private final String here;
    private final List<String> elsewhere;

    /** Initiators are those that the LUN's group names; none when it is the target's own. */
    InitiatorLines(String target, int lun, List<String> initiators, List<String> portals, String hostName) {
        this.target = target;
        this.lun = lun;
        this.initiator = initiators.stream()
                .filter(name -> name.matches("[^*?\\[\\]{}!]+"))
                .findFirst()
                .orElse("");
        List<String> all =
                portals.stream().map(portal -> reachable(portal, "127.0.0.1")).toList();
        this.here =
                all.stream().filter(InitiatorLines::isLoopback).findFirst().orElse(all.isEmpty() ? "" : all.getFirst());
        this.elsewhere = portals.stream()
                .map(portal -> reachable(portal, hostName))
                .filter(portal -> !isLoopback(portal))
                .distinct()
                .toList();
    }

    /** For a target's first LUN, where it listens at these portals. */
    static InitiatorLines of(TargetSnapshot target, List<String> portals, String hostName) {
        // The target's own LUNs come first: they want no name.
        TargetSnapshot.GroupSnapshot shown = target.groups().stream()
                .filter(group -> !group.luns().isEmpty())
                .findFirst()
                .orElse(null);
        if (shown == null) {
            return new InitiatorLines(target.name(), 0, List.of(), portals, hostName);
        }
        int lun = shown.luns().stream()
                .mapToInt(TargetSnapshot.LunSnapshot::lun)
                .min()
                .orElse(0);
        List<String> initiators = shown.name().isEmpty() ? List.of() : shown.initiators();
        return new InitiatorLines(target.name(), lun, initiators, portals, hostName);
    }

    /** The target they are about. */
    String target() {
        return target;
    }

    /** By initiator, the lines to type on this machine. */
    Map<String, List<String>> local() {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        if (here.isEmpty()) {
            return lines;
        }
        String url = "iscsi://" + here + "/" + target + "/" + lun;
        String name = initiator.isEmpty() ? "" : "-i " + initiator + " ";
        lines.put("libiscsi", List.of("iscsi-ls " + name + "iscsi://" + here, "iscsi-readcapacity16 " + name + url));
        lines.put("QEMU", qemu(url));
        lines.put("open-iscsi", openIscsi(here));
        return lines;
    }

    /** By initiator, the lines to type on other machines; empty when no portal can be reached from them. */
    Map<String, List<String>> remote() {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (String portal : elsewhere) {
            int colon = portal.lastIndexOf(':');
            String host = portal.substring(0, colon).replaceAll("[\\[\\]]", "");
            String port = portal.substring(colon + 1);
            lines.computeIfAbsent("Linux", key -> new ArrayList<>()).addAll(openIscsi(portal));
            lines.computeIfAbsent("Windows", key -> new ArrayList<>())
                    .addAll(List.of(
                            "New-IscsiTargetPortal -TargetPortalAddress " + host + " -TargetPortalPortNumber " + port,
                            "Connect-IscsiTarget -NodeAddress " + target));
            lines.computeIfAbsent("ESXi", key -> new ArrayList<>())
                    .add("esxcli iscsi adapter discovery sendtarget add --adapter=ADAPTER --address=" + portal);
        }
        return lines;
    }

    /** All of it for programs. */
    Object json() {
        return Answer.object("target", target, "on_this_machine", local(), "on_other_machines", remote());
    }

    /** All of it for people; says how to open a portal where there is none for other machines. */
    String text() {
        String local = local().isEmpty() ? "" : "On this machine:\n" + text(local());
        String remote = remote().isEmpty()
                ? "For other machines: portal add ADDRESS, with an address of this one.\n"
                : "On other machines:\n" + text(remote());
        String name = initiator.isEmpty() || local.isEmpty()
                ? ""
                : "LUN " + lun + " is for " + initiator
                        + ": open-iscsi has that name in /etc/iscsi/initiatorname.iscsi.\n";
        return local + remote + name;
    }

    private static String text(Map<String, List<String>> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach((initiator, commands) -> {
            String head = initiator;
            for (String command : commands) {
                text.append(String.format("  %-12s%s%n", head, command));
                head = "";
            }
        });
        return text.toString();
    }

    /** Its tools take a name only among the options of an image. */
    private List<String> qemu(String url) {
        String drive = "qemu-system-x86_64 -m 1G -drive file=" + url + ",format=raw,if=virtio";
        if (initiator.isEmpty()) {
            return List.of("qemu-img info " + url, drive);
        }
        String image = "driver=iscsi,transport=tcp,portal=%s,target=%s,lun=%d,initiator-name=%s"
                .formatted(here, target, lun, initiator);
        return List.of("qemu-img info --image-opts " + image, drive + " -iscsi initiator-name=" + initiator);
    }

    private List<String> openIscsi(String portal) {
        return List.of(
                "iscsiadm -m discovery -t sendtargets -p " + portal,
                "iscsiadm -m node -T " + target + " -p " + portal + " --login");
    }

    /** A portal on every address is no address to type. */
    private static String reachable(String portal, String host) {
        int colon = portal.lastIndexOf(':');
        boolean hasPort = colon >= 0
                && !portal.endsWith("]")
                && portal.substring(colon + 1).matches("[0-9]+");
        String address = hasPort ? portal.substring(0, colon) : portal;
        String port = hasPort ? portal.substring(colon + 1) : Integer.toString(ISCSI_PORT);
        boolean every = address.equals("0.0.0.0") || address.equals("[::]") || address.equals("*");
        return (every ? host : address) + ":" + port;
    }

    private static boolean isLoopback(String portal) {
        return portal.startsWith("127.") || portal.startsWith("[::1]") || portal.startsWith("localhost:");
    }
}
